-- Of the organizations that a publication is about, those that run a published service or stand above one that
-- does; the others leave.
CREATE TEMPORARY TABLE record_needed ON COMMIT DROP AS
WITH RECURSIVE
below (id, below_id) AS (
    SELECT id, id FROM record_owner
    UNION
    SELECT below.id, child.id
    FROM below
    JOIN organization AS child ON child.parent_organization_id = below.below_id
)
SELECT DISTINCT below.id
FROM below
WHERE EXISTS (SELECT FROM published_service AS service WHERE service.organization_id = below.below_id)
