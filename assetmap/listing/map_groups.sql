-- How many services share each square; a service alone in its square is still shown itself.
WITH
square AS MATERIALIZED (
    SELECT {count} AS count, sum(easting) / count(*) AS easting, sum(northing) / count(*) AS northing,
           min(number) AS number
    FROM ({matched}) AS matched
    GROUP BY easting / :square_m, northing / :square_m
),
feature AS (
    SELECT jsonb_build_object(
               'type', 'Feature',
               'geometry', jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(
                   round(ST_X(degrees.point)::numeric, 5), round(ST_Y(degrees.point)::numeric, 5))),
               'properties', jsonb_build_object('count', square.count)) AS feature,
           square.number
    FROM square
    CROSS JOIN LATERAL (
        SELECT ST_Transform(ST_SetSRID(ST_MakePoint(easting, northing), 27700), 4326) AS point
    ) AS degrees
    WHERE square.count > 1
    UNION ALL
    SELECT {single}, listing.number
    FROM listing
    WHERE listing.number = ANY (ARRAY(SELECT number FROM square WHERE count = 1))
)
SELECT jsonb_build_object(
    'total', {total}, 'grouped', true, 'approximate', {approximate},
    'features', coalesce(jsonb_agg(feature ORDER BY number), '[]'))
FROM feature
