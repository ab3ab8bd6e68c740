-- What an id is of: a service, a place, a contact or an organization; or of what was merged, and is shown as another now.
WITH asked AS (
    SELECT CAST(:id AS uuid) AS id, 0 AS turn
    UNION ALL
    SELECT into_id, 1 FROM published_move WHERE id = :id
)
SELECT 'service' AS kind, service.id, service.name, service.name AS service, ARRAY[service.id] AS service_ids,
       NULL::uuid AS location_id, asked.turn
FROM asked
JOIN service ON service.id = asked.id
UNION ALL
SELECT 'place', held.id, location.name, service.name, ARRAY[service.id], location.id, asked.turn
FROM asked
JOIN service_at_location AS held ON held.id = asked.id
JOIN service ON service.id = held.service_id
JOIN location ON location.id = held.location_id
UNION ALL
SELECT 'place', location.id, location.name, string_agg(service.name, '; ' ORDER BY service.name),
       array_agg(service.id ORDER BY service.id), location.id, asked.turn
FROM asked
JOIN location ON location.id = asked.id
JOIN service_at_location AS held ON held.location_id = location.id
JOIN service ON service.id = held.service_id
GROUP BY location.id, asked.turn
UNION ALL
SELECT 'contact', contact.id, contact.name, service.name, ARRAY[service.id], NULL, asked.turn
FROM asked
JOIN contact ON contact.id = asked.id
JOIN service ON service.id = contact.service_id
UNION ALL
SELECT 'organization', organization.id, organization.name, '', '{}', NULL, asked.turn
FROM asked
JOIN organization ON organization.id = asked.id
ORDER BY turn
