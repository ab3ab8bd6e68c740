-- A county that came as a name alone is drawn from its districts, again each time that it comes.
UPDATE area
SET boundary = members.boundary
FROM (
    SELECT m.parent_code, ST_Multi(ST_Union(member.boundary)) AS boundary
    FROM area_membership AS m
    JOIN area AS member ON member.code = m.code
    JOIN area AS parent ON parent.code = m.parent_code
    WHERE parent.code = ANY(CAST(:named_only AS text[])) AND m.basis = 'nested' AND member.kind = 'district'
    GROUP BY m.parent_code
) AS members
WHERE area.code = members.parent_code AND area.boundary IS DISTINCT FROM members.boundary
