-- Services that were known with a place which their feed now keeps secret.
SELECT DISTINCT place.service_id
FROM held
JOIN location ON location.id = held.location_id AND NOT location.confidential
JOIN service_at_location AS place ON place.location_id = location.id
WHERE held.document @> '{"confidential": true}'
