-- What services, places and organizations are filed under: the feed's own terms, and our categories for services.
CREATE TEMPORARY TABLE wanted_attribute ON COMMIT DROP AS
WITH said AS (
    SELECT 'service' AS link_type, service_id AS link_id, document -> 'terms' AS terms FROM lead_row
    UNION ALL
    SELECT 'location', location_id, document -> 'terms' FROM moving
    UNION ALL
    SELECT 'organization', id, terms FROM wanted_organization
),
filed AS (
    SELECT said.link_type, said.link_id, coalesce(ours.id, wanted_term.id) AS taxonomy_term_id
    FROM said
    CROSS JOIN this_import
    CROSS JOIN LATERAL jsonb_to_recordset(said.terms) AS told (taxonomy text, term text, filed boolean)
    LEFT JOIN wanted_term ON (wanted_term.taxonomy, wanted_term.term) = (told.taxonomy, told.term)
    LEFT JOIN taxonomy AS mine ON mine.id = this_import.taxonomy_id AND mine.name = told.taxonomy
    LEFT JOIN taxonomy_term AS ours ON ours.taxonomy_id = mine.id AND ours.term = told.term
    WHERE told.filed AND (ours.id IS NOT NULL OR wanted_term.id IS NOT NULL)
    UNION
    SELECT 'service', lead_row.service_id, term.id
    FROM lead_row
    CROSS JOIN this_import
    CROSS JOIN LATERAL jsonb_array_elements_text(lead_row.document -> 'categories') AS slug
    JOIN taxonomy_term AS term ON term.taxonomy_id = this_import.taxonomy_id AND term.term = slug
)
SELECT gen_random_uuid() AS id, filed.* FROM filed;

SELECT keep_ids('wanted_attribute', 'attribute', '{link_id,taxonomy_term_id}');

CREATE UNIQUE INDEX ON wanted_attribute (id);
ANALYZE wanted_attribute;

DELETE FROM attribute
USING lead_row
WHERE attribute.link_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_attribute WHERE wanted_attribute.id = attribute.id);

DELETE FROM attribute
USING moving
WHERE attribute.link_id = moving.location_id
  AND NOT EXISTS (SELECT FROM wanted_attribute WHERE wanted_attribute.id = attribute.id);

DELETE FROM attribute
USING wanted_organization AS wanted
WHERE attribute.link_id = wanted.id
  AND NOT EXISTS (SELECT FROM wanted_attribute WHERE wanted_attribute.id = attribute.id);

INSERT INTO attribute (id, link_id, link_type, taxonomy_term_id)
SELECT id, link_id, link_type, taxonomy_term_id FROM wanted_attribute
ON CONFLICT (id) DO NOTHING;
