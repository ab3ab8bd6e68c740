-- What a person knows services by; the postcode of a place that is kept secret is not for a screen.
SELECT service.id, service.name, organization.name AS organization,
       (SELECT min(source.name) FROM source_record AS record JOIN source ON source.id = record.source_id
        WHERE record.service_id = service.id) AS source,
       (SELECT min(address.postal_code)
        FROM service_at_location AS held
        JOIN location ON location.id = held.location_id
             AND NOT EXISTS (SELECT FROM secretive_service AS secret WHERE secret.service_id = held.service_id)
        JOIN address ON address.location_id = location.id
        WHERE held.service_id = service.id) AS postcode,
       coalesce(link.into_service_id, service.id) AS shown_as
FROM service
JOIN organization ON organization.id = service.organization_id
LEFT JOIN service_link AS link ON link.service_id = service.id
WHERE service.id = ANY (:service_ids)
ORDER BY service.id
