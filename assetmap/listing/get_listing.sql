-- A listing by its id, or the first of a service by the service's id, with its sources as they stand today.
SELECT listing.document || jsonb_build_object(
    'card', listing.card || jsonb_build_object('id', listing.id),
    'listings', (SELECT count(*) FROM listing AS every WHERE every.service_id = listing.service_id),
    'sources', (
        SELECT coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(source)) ORDER BY source.name), '[]')
        FROM listing_source AS source
        WHERE listing.document -> 'sources' ? source.name))
FROM listing
WHERE listing.id = :id OR listing.service_id = :id
ORDER BY listing.id = :id DESC, listing.listing_group, listing.card ->> 'place', listing.id
LIMIT 1
