WITH named AS (
    SELECT
        s.postcode,
        left(s.postcode, -2) AS sector,
        ST_SetSRID(ST_MakePoint(s.easting, s.northing), 27700) AS point,
        s.accuracy_m,
        s.live,
        ward.code AS ward_code,
        district.code AS district_code,
        lsoa.code AS lsoa_code,
        -- A row that names a ward we don't hold lies elsewhere, however near to the border.
        coalesce(s.ward_code, '') <> '' AND ward.code IS NULL AS elsewhere
    FROM staged_postcode AS s
    LEFT JOIN area AS ward ON ward.code = s.ward_code
    LEFT JOIN area AS district ON district.code = s.district_code
    LEFT JOIN area AS lsoa ON lsoa.code = s.lsoa_code
),
placed AS (
    SELECT
        n.postcode,
        n.sector,
        n.point,
        n.accuracy_m,
        n.live,
        coalesce(n.ward_code, near_ward.code) AS ward_code,
        n.district_code,
        coalesce(n.lsoa_code, near_lsoa.code) AS lsoa_code
    FROM named AS n
    LEFT JOIN LATERAL (
        SELECT a.code
        FROM area AS a
        WHERE n.ward_code IS NULL AND NOT n.elsewhere
            AND a.kind = 'ward' AND ST_DWithin(a.boundary, n.point, :shore_m)
        ORDER BY ST_Distance(a.boundary, n.point), a.vintage DESC NULLS LAST, a.code
        LIMIT 1
    ) AS near_ward ON true
    LEFT JOIN LATERAL (
        SELECT a.code
        FROM area AS a
        WHERE n.lsoa_code IS NULL AND NOT n.elsewhere
            AND a.kind = 'lsoa' AND ST_DWithin(a.boundary, n.point, :shore_m)
        ORDER BY ST_Distance(a.boundary, n.point), a.vintage DESC NULLS LAST, a.code
        LIMIT 1
    ) AS near_lsoa ON true
)
INSERT INTO postcode AS old (postcode, sector, point, accuracy_m, live, ward_code, district_code, lsoa_code)
SELECT
    p.postcode,
    p.sector,
    p.point,
    p.accuracy_m,
    p.live,
    p.ward_code,
    coalesce(p.district_code, of_ward.code) AS district_code,
    p.lsoa_code
FROM placed AS p
-- A look-up a row: joined as sets, the planner takes the few districts for few members and compares all pairs.
LEFT JOIN LATERAL (
    SELECT d.code
    FROM area_membership AS m
    JOIN area AS d ON d.code = m.parent_code AND d.kind = 'district'
    WHERE p.district_code IS NULL AND m.code = p.ward_code
    ORDER BY d.code
    LIMIT 1
) AS of_ward ON true
ON CONFLICT (postcode) DO UPDATE
SET sector = EXCLUDED.sector,
    point = EXCLUDED.point,
    accuracy_m = EXCLUDED.accuracy_m,
    live = EXCLUDED.live,
    ward_code = EXCLUDED.ward_code,
    district_code = EXCLUDED.district_code,
    lsoa_code = EXCLUDED.lsoa_code
WHERE (EXCLUDED.live OR NOT old.live)
    AND (old.point, old.accuracy_m, old.live, old.ward_code, old.district_code, old.lsoa_code)
        IS DISTINCT FROM (EXCLUDED.point, EXCLUDED.accuracy_m, EXCLUDED.live, EXCLUDED.ward_code,
                          EXCLUDED.district_code, EXCLUDED.lsoa_code)
