-- The rows that differ from what is published, with the words that each was and will be counted with.
CREATE TEMPORARY TABLE publish_change ON COMMIT DROP AS
SELECT candidate.id, (new.id IS NULL) AS gone, published.words AS old_words, new.words AS new_words
FROM (
    SELECT listing.id FROM publishing JOIN listing ON listing.service_id = publishing.service_id
    UNION
    SELECT id FROM publish_row
) AS candidate
LEFT JOIN (
    SELECT id, service_id, organization_id, listing_group, name, organization_name, point, accuracy_m,
           location_source, ward_code, district_code, categories, serves, minimum_age, maximum_age, assured_on,
           sample, terms, words, card, document
    FROM listing
) AS published ON published.id = candidate.id
LEFT JOIN publish_row AS new ON new.id = candidate.id
WHERE published IS DISTINCT FROM new
