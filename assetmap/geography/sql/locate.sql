WITH given AS (
    -- {given}
),
asked AS (
    SELECT postcode, left(postcode, -2) AS sector
    FROM given
),
-- Settled before the sectors, which would otherwise be worked out for known postcodes too.
unknown AS MATERIALIZED (
    SELECT asked.postcode, asked.sector
    FROM asked
    WHERE NOT EXISTS (SELECT FROM postcode AS p WHERE p.postcode = asked.postcode)
),
found AS (
    SELECT
        p.postcode,
        p.point,
        p.accuracy_m,
        CASE WHEN p.live THEN 'postcode' ELSE 'terminated_postcode' END AS location_source,
        p.ward_code,
        p.district_code,
        p.lsoa_code
    FROM asked
    JOIN postcode AS p ON p.postcode = asked.postcode
    UNION ALL
    SELECT unknown.postcode, middle.point, middle.accuracy_m, 'sector', NULL, middle.district_code, NULL
    FROM unknown
    CROSS JOIN LATERAL (
        WITH known AS (
            SELECT p.point, p.district_code, p.live, count(*) FILTER (WHERE p.live) OVER () AS live_count
            FROM postcode AS p
            WHERE p.sector = unknown.sector
        ),
        used AS (
            SELECT point, district_code
            FROM known
            WHERE live OR live_count < :enough_live
        ),
        centre AS (
            SELECT u.point
            FROM used AS u
            CROSS JOIN (SELECT ST_Centroid(ST_Collect(point)) AS point FROM used) AS mean
            ORDER BY ST_Distance(u.point, mean.point), u.point
            LIMIT 1
        )
        SELECT
            centre.point,
            greatest(
                :least_m,
                ceil(percentile_disc(0.95) WITHIN GROUP (ORDER BY ST_Distance(used.point, centre.point)))
            )::integer AS accuracy_m,
            mode() WITHIN GROUP (ORDER BY used.district_code) AS district_code
        FROM used
        CROSS JOIN centre
        GROUP BY centre.point
    ) AS middle
)
SELECT
    found.postcode,
    ST_X(found.point) AS easting,
    ST_Y(found.point) AS northing,
    ST_Y(degrees.point) AS latitude,
    ST_X(degrees.point) AS longitude,
    found.accuracy_m,
    found.location_source,
    ward.code AS ward_code,
    ward.name AS ward_name,
    district.code AS district_code,
    district.name AS district_name,
    county.code AS county_code,
    county.name AS county_name,
    lsoa.code AS lsoa_code,
    lsoa.name AS lsoa_name
FROM found
CROSS JOIN LATERAL (SELECT ST_Transform(found.point, 4326) AS point) AS degrees
LEFT JOIN area AS ward ON ward.code = found.ward_code
LEFT JOIN area AS district ON district.code = found.district_code
LEFT JOIN LATERAL (
    SELECT parent.code, parent.name
    FROM area_membership AS m
    JOIN area AS parent ON parent.code = m.parent_code AND parent.kind = 'county'
    WHERE m.code = found.district_code
    ORDER BY parent.code
    LIMIT 1
) AS county ON true
LEFT JOIN area AS lsoa ON lsoa.code = found.lsoa_code
ORDER BY found.postcode
