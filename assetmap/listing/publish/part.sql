-- The services in scope that are shown as part of another. What has left the listing joins nothing, and a secret
-- place must not come out through what another source says of it.
CREATE TEMPORARY TABLE publish_part ON COMMIT DROP AS
SELECT link.service_id AS id, link.into_service_id AS main_id, link.rank
FROM publishing
JOIN service_link AS link ON link.service_id = publishing.service_id
JOIN publish_service AS part ON part.id = link.service_id
JOIN publish_service AS main ON main.id = link.into_service_id AND main.sample = part.sample
WHERE NOT EXISTS (
    SELECT FROM publish_place AS place
    WHERE place.service_id IN (link.service_id, link.into_service_id) AND place.confidential
)
