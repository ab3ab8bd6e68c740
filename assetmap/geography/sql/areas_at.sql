WITH place AS (
    SELECT ST_SetSRID(ST_MakePoint(:easting, :northing), 27700) AS point
),
ward AS (
    SELECT a.code, a.name
    FROM area AS a, place
    WHERE a.kind = 'ward' AND ST_DWithin(a.boundary, place.point, :shore_m)
    ORDER BY ST_Distance(a.boundary, place.point), a.vintage DESC NULLS LAST, a.code
    LIMIT 1
),
lsoa AS (
    SELECT a.code, a.name
    FROM area AS a, place
    WHERE a.kind = 'lsoa' AND ST_DWithin(a.boundary, place.point, :shore_m)
    ORDER BY ST_Distance(a.boundary, place.point), a.vintage DESC NULLS LAST, a.code
    LIMIT 1
),
district AS (
    SELECT parent.code, parent.name
    FROM ward
    JOIN area_membership AS m ON m.code = ward.code
    JOIN area AS parent ON parent.code = m.parent_code AND parent.kind = 'district'
    ORDER BY parent.code
    LIMIT 1
),
county AS (
    SELECT parent.code, parent.name
    FROM district
    JOIN area_membership AS m ON m.code = district.code
    JOIN area AS parent ON parent.code = m.parent_code AND parent.kind = 'county'
    ORDER BY parent.code
    LIMIT 1
)
SELECT
    ward.code AS ward_code,
    ward.name AS ward_name,
    district.code AS district_code,
    district.name AS district_name,
    county.code AS county_code,
    county.name AS county_name,
    lsoa.code AS lsoa_code,
    lsoa.name AS lsoa_name
FROM place
LEFT JOIN ward ON true
LEFT JOIN district ON true
LEFT JOIN county ON true
LEFT JOIN lsoa ON true
