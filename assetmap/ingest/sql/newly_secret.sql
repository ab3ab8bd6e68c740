-- Services that were known with a place which their source now keeps secret.
SELECT DISTINCT identified.service_id
FROM identified
JOIN incoming USING (row_number)
JOIN location ON location.id = identified.location_id
WHERE incoming.confidential AND NOT location.confidential
