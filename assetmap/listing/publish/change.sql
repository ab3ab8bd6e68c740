-- The rows that differ from what is published, with the words that each was and will be counted with.
CREATE TEMPORARY TABLE publish_change ON COMMIT DROP AS
SELECT new.id, false AS gone, NULL::text[] AS old_words, new.words AS new_words
FROM publish_row AS new
WHERE NOT EXISTS (SELECT FROM listing WHERE listing.id = new.id)
UNION ALL
SELECT new.id, false, published.words, new.words
FROM publish_row AS new
JOIN (
    SELECT id, service_id, organization_id, listing_group, name, organization_name, point, accuracy_m,
           location_source, ward_code, district_code, categories, serves, minimum_age, maximum_age, assured_on,
           sample, terms, words, card, document
    FROM listing
) AS published ON published.id = new.id
WHERE published IS DISTINCT FROM new
UNION ALL
SELECT listing.id, true, listing.words, NULL
FROM publishing
JOIN listing ON listing.service_id = publishing.service_id
WHERE NOT EXISTS (SELECT FROM publish_row AS new WHERE new.id = listing.id)
