-- The places, and the services that come to areas, which the filters let through. One that comes to people but
-- names no area covers none; online and telephone services are no provision of a place.
SELECT
    listing.service_id,
    ST_X(listing.point) AS x,
    ST_Y(listing.point) AS y,
    listing.ward_code,
    listing.categories,
    listing.serves
FROM listing
WHERE (listing.listing_group = 'place' OR listing.listing_group = 'area' AND listing.serves <> '{}')
  AND (CAST(:facets AS text) = '' OR listing.terms @@ CAST(:facets AS tsquery))
  AND (CAST(:age AS integer) IS NULL
       OR coalesce(listing.minimum_age <= :age, true) AND coalesce(listing.maximum_age >= :age, true))
ORDER BY listing.id
