INSERT INTO listing AS published (
    id, service_id, organization_id, listing_group, name, organization_name, point, accuracy_m,
    location_source, ward_code, district_code, categories, serves, minimum_age, maximum_age, assured_on,
    sample, terms, words, card, document)
SELECT publish_row.*
FROM publish_change AS change
JOIN publish_row ON publish_row.id = change.id
-- Along a Hilbert curve: what is near each other on the ground is so on disk, for every search and map.
ORDER BY publish_row.point, publish_row.id
ON CONFLICT (id) DO UPDATE SET
    service_id = excluded.service_id,
    organization_id = excluded.organization_id,
    listing_group = excluded.listing_group,
    name = excluded.name,
    organization_name = excluded.organization_name,
    point = excluded.point,
    accuracy_m = excluded.accuracy_m,
    location_source = excluded.location_source,
    ward_code = excluded.ward_code,
    district_code = excluded.district_code,
    categories = excluded.categories,
    serves = excluded.serves,
    minimum_age = excluded.minimum_age,
    maximum_age = excluded.maximum_age,
    assured_on = excluded.assured_on,
    sample = excluded.sample,
    terms = excluded.terms,
    words = excluded.words,
    card = excluded.card,
    document = excluded.document,
    published_at = now()
