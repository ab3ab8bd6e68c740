-- The areas that lie above each area in which a service is or to which it comes.
CREATE TEMPORARY TABLE publish_above ON COMMIT DROP AS
WITH RECURSIVE
above (code, above_code) AS (
    SELECT named.code, named.code FROM (SELECT DISTINCT unnest(within) FROM publish_kept) AS named (code)
    UNION
    SELECT above.code, membership.parent_code
    FROM above
    JOIN area_membership AS membership ON membership.code = above.above_code
)
SELECT code, array_agg(above_code ORDER BY above_code) AS codes
FROM above
GROUP BY code
