-- One page of areas as GeoJSON features, and how many there are in all.
WITH RECURSIVE inside (code) AS (
    SELECT code FROM area_membership WHERE parent_code = :within
    UNION
    SELECT membership.code FROM area_membership AS membership JOIN inside ON membership.parent_code = inside.code
),
chosen AS (
    SELECT area.code, area.kind, area.name, area.vintage, area.boundary,
           array_position(CAST(:kinds AS text[]), area.kind) AS place
    FROM area
    WHERE area.kind = ANY (CAST(:kinds AS text[]))
      AND (CAST(:within AS text) IS NULL OR area.code IN (SELECT code FROM inside))
),
page AS (
    SELECT * FROM chosen ORDER BY place, name, code LIMIT :limit OFFSET :offset
),
feature AS (
    SELECT page.place, page.name, page.code,
           json_build_object(
               'type', 'Feature',
               'id', page.code,
               'geometry', CASE WHEN :geometry THEN
                   ST_AsGeoJSON(ST_ForcePolygonCCW(ST_Transform(
                       ST_SimplifyPreserveTopology(page.boundary, :tolerance_m), 4326)), :decimals)::json END,
               'properties', json_build_object(
                   'code', page.code, 'kind', page.kind, 'name', page.name, 'vintage', page.vintage,
                   'within', coalesce(parents.list, '[]'))) AS json
    FROM page
    CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object('code', larger.code, 'kind', larger.kind, 'name', larger.name,
                                          'basis', membership.basis) ORDER BY larger.kind, larger.code) AS list
        FROM area_membership AS membership
        JOIN area AS larger ON larger.code = membership.parent_code
        WHERE membership.code = page.code
    ) AS parents
)
SELECT (SELECT count(*) FROM chosen) AS matched,
       (SELECT count(*) FROM feature) AS returned,
       (SELECT coalesce(json_agg(json ORDER BY place, name, code), '[]')::text FROM feature) AS features
