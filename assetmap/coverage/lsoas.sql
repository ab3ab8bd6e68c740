-- The LSOAs of some wards: how many postcodes share the residents of each, and, where it has none at all, the
-- centre to put them at and the ward that the LSOA fits best.
WITH inside AS (
    SELECT DISTINCT lsoa_code
    FROM postcode
    WHERE live AND ward_code = ANY (:wards) AND lsoa_code IS NOT NULL
),
held AS (
    SELECT postcode.lsoa_code, count(*) AS postcodes
    FROM postcode
    JOIN inside ON inside.lsoa_code = postcode.lsoa_code
    WHERE postcode.live AND postcode.ward_code IS NOT NULL
    GROUP BY postcode.lsoa_code
),
bare AS (
    SELECT lsoa.code, min(fit.parent_code) AS ward_code
    FROM area AS lsoa
    JOIN area_membership AS fit ON fit.code = lsoa.code AND fit.parent_code = ANY (:wards)
    WHERE lsoa.kind = 'lsoa'
      AND NOT EXISTS (
          SELECT FROM postcode
          WHERE postcode.lsoa_code = lsoa.code AND postcode.live AND postcode.ward_code IS NOT NULL)
    GROUP BY lsoa.code
)
SELECT held.lsoa_code AS code, held.postcodes::integer AS postcodes,
       NULL::float8 AS x, NULL::float8 AS y, NULL::text AS ward_code
FROM held
UNION ALL
SELECT bare.code, 1, ST_X(ST_Centroid(lsoa.boundary)), ST_Y(ST_Centroid(lsoa.boundary)), bare.ward_code
FROM bare
JOIN area AS lsoa ON lsoa.code = bare.code
ORDER BY code
