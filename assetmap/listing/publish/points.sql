-- The places that changed, made small for the map. Tiles are numbered as map_view.py numbers them.
INSERT INTO listing_point AS published (
    number, tile, easting, northing, minimum_age, maximum_age, facets_0, facets_1, facets_2)
SELECT listing.number,
       (place.easting + :tiles_west) / :tile_m * :tiles_high + place.northing / :tile_m,
       place.easting, place.northing, listing.minimum_age, listing.maximum_age,
       coalesce(facets.low, 0), coalesce(facets.middle, 0), coalesce(facets.high, 0)
FROM publish_change AS change
JOIN listing ON listing.id = change.id AND listing.listing_group = 'place'
CROSS JOIN LATERAL (
    SELECT ST_X(listing.point)::integer AS easting, ST_Y(listing.point)::integer AS northing
) AS place
CROSS JOIN LATERAL (
    SELECT bit_or(1::bigint << facet.bit) FILTER (WHERE facet.bit < 64) AS low,
           bit_or(1::bigint << facet.bit - 64) FILTER (WHERE facet.bit BETWEEN 64 AND 127) AS middle,
           bit_or(1::bigint << facet.bit - 128) FILTER (WHERE facet.bit > 127) AS high
    FROM unnest(tsvector_to_array(listing.terms)) AS term (lexeme)
    JOIN listing_facet AS facet ON facet.lexeme = term.lexeme
) AS facets
ON CONFLICT (number) DO UPDATE SET
    tile = excluded.tile,
    easting = excluded.easting,
    northing = excluded.northing,
    minimum_age = excluded.minimum_age,
    maximum_age = excluded.maximum_age,
    facets_0 = excluded.facets_0,
    facets_1 = excluded.facets_1,
    facets_2 = excluded.facets_2
