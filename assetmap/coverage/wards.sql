-- The wards inside an area (or all of them), with their district and every larger area that they belong to.
WITH RECURSIVE above (code, above_code) AS (
    SELECT membership.code, membership.parent_code
    FROM area_membership AS membership
    JOIN area AS ward ON ward.code = membership.code AND ward.kind = 'ward'
    UNION
    SELECT above.code, membership.parent_code
    FROM above
    JOIN area_membership AS membership ON membership.code = above.above_code
)
SELECT
    ward.code,
    ward.name,
    coalesce(min(larger.code) FILTER (WHERE larger.kind = 'district'), '') AS district_code,
    coalesce(min(larger.name) FILTER (WHERE larger.kind = 'district'), '') AS district_name,
    coalesce(array_agg(larger.code ORDER BY larger.code) FILTER (WHERE larger.code IS NOT NULL), '{}') AS within
FROM area AS ward
LEFT JOIN above ON above.code = ward.code
LEFT JOIN area AS larger ON larger.code = above.above_code
WHERE ward.kind = 'ward'
GROUP BY ward.code, ward.name
HAVING CAST(:within AS text) IS NULL OR ward.code = :within OR :within = ANY (array_agg(larger.code))
ORDER BY ward.code
