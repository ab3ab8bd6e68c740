-- What is called so, whatever the case, the spaces and the marks.
WITH asked AS (
    SELECT lower(btrim(regexp_replace(CAST(:name AS text), '\W+', ' ', 'g'))) AS name, CAST(:kind AS text) AS kind
)
SELECT 'service' AS kind, service.id, service.name, organization.name AS service, ARRAY[service.id] AS service_ids,
       NULL::uuid AS location_id
FROM asked
JOIN service ON lower(btrim(regexp_replace(service.name, '\W+', ' ', 'g'))) = asked.name
JOIN organization ON organization.id = service.organization_id
WHERE asked.name <> '' AND coalesce(asked.kind = 'service', true)
UNION ALL
SELECT 'place', location.id, location.name, string_agg(service.name, '; ' ORDER BY service.name),
       array_agg(service.id ORDER BY service.id), location.id
FROM asked
JOIN location ON lower(btrim(regexp_replace(location.name, '\W+', ' ', 'g'))) = asked.name
JOIN service_at_location AS held ON held.location_id = location.id
JOIN service ON service.id = held.service_id
WHERE asked.name <> '' AND coalesce(asked.kind = 'place', true)
GROUP BY location.id
UNION ALL
SELECT 'contact', contact.id, contact.name, service.name, ARRAY[service.id], NULL
FROM asked
JOIN contact ON lower(btrim(regexp_replace(contact.name, '\W+', ' ', 'g'))) = asked.name
JOIN service ON service.id = contact.service_id
WHERE asked.name <> '' AND coalesce(asked.kind = 'contact', true)
ORDER BY kind, id
LIMIT 1000
