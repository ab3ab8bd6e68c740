-- The ids that had an address of their own and whose service is shown under another now: services that are shown in
-- another, places that are listed as another or no more; and what is no longer offered, where the public knew it and
-- another source still tells of it. What is withdrawn and nobody saw, or is kept secret, leads nowhere.
CREATE TEMPORARY TABLE publish_move ON COMMIT DROP AS
WITH
shown AS (
    SELECT DISTINCT service_id AS id FROM publish_kept
),
withdrawn AS (
    SELECT link.service_id AS id, link.into_service_id AS main_id
    FROM publishing
    JOIN service_link AS link ON link.service_id = publishing.service_id
    WHERE NOT EXISTS (SELECT FROM publish_service AS told WHERE told.id = link.service_id)
      AND NOT EXISTS (SELECT FROM publish_part AS part WHERE part.id = link.service_id)
      AND (EXISTS (SELECT FROM listing WHERE listing.service_id = link.service_id)
           OR EXISTS (SELECT FROM published_move AS known WHERE known.id = link.service_id))
      AND NOT EXISTS (SELECT FROM secretive_service AS secret WHERE secret.service_id = link.service_id)
),
moved AS (
    SELECT id, main_id AS into_id, main_id FROM publish_part
    UNION ALL
    SELECT held.id, coalesce(kept.id, held.main_id), held.main_id
    FROM publish_held AS held
    LEFT JOIN publish_twin AS twin ON twin.id = held.id
    LEFT JOIN publish_kept AS kept ON kept.id = coalesce(twin.kept_id, held.id)
    UNION ALL
    SELECT id, main_id, main_id FROM withdrawn
    UNION ALL
    SELECT listing.id, withdrawn.main_id, withdrawn.main_id
    FROM withdrawn
    JOIN listing ON listing.service_id = withdrawn.id
    UNION ALL
    SELECT known.id, withdrawn.main_id, withdrawn.main_id
    FROM withdrawn
    JOIN service_at_location AS held ON held.service_id = withdrawn.id
    JOIN published_move AS known ON known.id = held.id
)
SELECT DISTINCT ON (moved.id) moved.id, moved.into_id, moved.main_id AS service_id
FROM moved
JOIN shown ON shown.id = moved.main_id
WHERE moved.id <> moved.into_id AND NOT EXISTS (SELECT FROM publish_kept AS kept WHERE kept.id = moved.id)
ORDER BY moved.id, moved.into_id = moved.main_id, moved.into_id
