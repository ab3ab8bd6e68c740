-- The areas in which each set of areas lies, theirs among them: many rows of the listing share few sets.
CREATE TEMPORARY TABLE publish_above ON COMMIT DROP AS
WITH RECURSIVE
several AS (
    SELECT DISTINCT within FROM publish_kept
),
above (within, code) AS (
    SELECT within, unnest(within) FROM several
    UNION
    SELECT above.within, membership.parent_code
    FROM above
    JOIN area_membership AS membership ON membership.code = above.code
)
SELECT within, array_agg(code ORDER BY code) AS codes
FROM above
GROUP BY within
