-- One area's boundary and properties: its figures, and the areas around and inside it.
-- What an area has no figure of its own for is made from its LSOAs. An LSOA may lie across wards: its residents
-- are spread evenly over its postcodes, as for coverage, so that both say the same of a ward.
WITH RECURSIVE subject AS (
    SELECT * FROM area WHERE area.code = :code
),
around (code, basis) AS (
    SELECT parent_code, basis FROM area_membership WHERE code = :code
    UNION
    SELECT membership.parent_code, membership.basis
    FROM around JOIN area_membership AS membership ON membership.code = around.code
),
inside (code) AS (
    SELECT code FROM area_membership WHERE parent_code = :code
    UNION
    SELECT membership.code FROM area_membership AS membership JOIN inside ON membership.parent_code = inside.code
),
spread (code, share) AS (
    SELECT postcode.lsoa_code, count(*) FILTER (WHERE postcode.ward_code = :code) / count(*)::float
    FROM postcode
    WHERE postcode.live AND (SELECT kind FROM subject) = 'ward'
      AND postcode.lsoa_code IN (SELECT lsoa_code FROM postcode WHERE ward_code = :code AND live)
    GROUP BY postcode.lsoa_code
),
part (code, share) AS (
    SELECT code, share FROM spread
    UNION ALL
    SELECT inside.code, 1.0
    FROM inside
    WHERE (SELECT kind FROM subject) <> 'ward'
       OR NOT EXISTS (SELECT FROM postcode WHERE postcode.lsoa_code = inside.code AND postcode.live)
),
made AS (
    SELECT figure.measure_code,
           CASE WHEN measure.kind = 'count' THEN sum(figure.value * part.share)
                ELSE sum(figure.value * residents.value * part.share)
                     / nullif(sum(residents.value * part.share), 0) END AS value
    FROM part
    JOIN area AS lsoa ON lsoa.code = part.code AND lsoa.kind = 'lsoa'
    JOIN population_figure AS figure ON figure.area_code = part.code
    JOIN measure ON measure.code = figure.measure_code
    LEFT JOIN population_figure AS residents
        ON residents.area_code = part.code AND residents.measure_code = 'residents'
    GROUP BY figure.measure_code, measure.kind
),
figure AS (
    SELECT measure.*, coalesce(own.value, made.value) AS value, own.value IS NULL AS derived
    FROM measure
    LEFT JOIN population_figure AS own ON own.measure_code = measure.code AND own.area_code = :code
    LEFT JOIN made ON made.measure_code = measure.code
    WHERE coalesce(own.value, made.value) IS NOT NULL
)
SELECT
    CASE WHEN :geometry THEN
        ST_AsGeoJSON(ST_ForcePolygonCCW(ST_Transform(
            ST_SimplifyPreserveTopology(subject.boundary, :tolerance_m), 4326)), :decimals)
    END AS geometry,
    json_build_object(
        'code', subject.code, 'kind', subject.kind, 'name', subject.name, 'vintage', subject.vintage,
        'within', (SELECT coalesce(json_agg(json_build_object(
                       'code', area.code, 'kind', area.kind, 'name', area.name, 'basis', around.basis)
                       ORDER BY area.kind, area.code), '[]')
                   FROM around JOIN area ON area.code = around.code),
        'holds', (SELECT coalesce(json_object_agg(kind, number ORDER BY kind), '{}')
                  FROM (SELECT area.kind, count(*) AS number FROM inside JOIN area ON area.code = inside.code
                        GROUP BY area.kind) AS held),
        'figures', (SELECT coalesce(json_agg(json_build_object(
                        'measure', figure.code, 'name', figure.name, 'value', round(figure.value::numeric, 2),
                        'unit', figure.unit, 'kind', figure.kind, 'derived', figure.derived,
                        'source', figure.source, 'vintage', figure.vintage) ORDER BY figure.code), '[]')
                    FROM figure))::text AS properties
FROM subject
