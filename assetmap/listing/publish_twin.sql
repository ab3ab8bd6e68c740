-- Places of parts that the service has already from a source before theirs: the same place under another id.
CREATE TEMPORARY TABLE publish_twin ON COMMIT DROP AS
WITH
place AS (
    SELECT held.id, held.service_id, held.point, part.main_id, part.rank
    FROM publish_part AS part
    JOIN publish_place AS held ON held.service_id = part.id
    UNION ALL
    SELECT held.id, held.service_id, held.point, held.service_id, 0
    FROM publish_place AS held
    WHERE held.service_id IN (SELECT main_id FROM publish_part)
)
SELECT DISTINCT ON (twin.id) twin.id, twin.service_id, kept.id AS kept_id, twin.main_id, twin.rank
FROM place AS twin
JOIN place AS kept ON kept.main_id = twin.main_id AND kept.rank < twin.rank AND kept.point IS NOT NULL
-- A place that nobody could find is no other place than the one that somebody did.
WHERE twin.point IS NULL OR ST_DWithin(twin.point, kept.point, :same_place_m)
ORDER BY twin.id, kept.rank, ST_Distance(twin.point, kept.point), kept.id
