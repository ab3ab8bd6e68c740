-- The places of merged services, with the service that each is shown in and the rank of the source that tells it;
-- without those that nobody is asked to.
CREATE TEMPORARY TABLE publish_held ON COMMIT DROP AS
SELECT held.id, held.service_id, held.point, part.main_id, part.rank
FROM publish_part AS part
JOIN publish_place AS held ON held.service_id = part.id AND held.document IS NOT NULL
UNION ALL
SELECT held.id, held.service_id, held.point, held.service_id, 0
FROM publish_place AS held
WHERE held.service_id IN (SELECT main_id FROM publish_part) AND held.document IS NOT NULL
