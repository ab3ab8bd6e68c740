-- What services and places are filed under: the feed's own terms, and our categories for them.
CREATE TEMPORARY TABLE wanted_attribute ON COMMIT DROP AS
WITH filed AS (
    SELECT 'service' AS link_type, lead_row.service_id AS link_id, wanted_term.id AS taxonomy_term_id
    FROM lead_row
    CROSS JOIN LATERAL jsonb_to_recordset(lead_row.document -> 'terms') AS said (taxonomy text, term text)
    JOIN wanted_term USING (taxonomy, term)
    UNION
    SELECT 'location', moving.location_id, wanted_term.id
    FROM moving
    CROSS JOIN LATERAL jsonb_to_recordset(moving.document -> 'terms') AS said (taxonomy text, term text)
    JOIN wanted_term USING (taxonomy, term)
    UNION
    SELECT 'service', lead_row.service_id, term.id
    FROM lead_row
    CROSS JOIN this_import
    CROSS JOIN LATERAL jsonb_array_elements_text(lead_row.document -> 'categories') AS slug
    JOIN taxonomy_term AS term ON term.taxonomy_id = this_import.taxonomy_id AND term.term = slug
)
SELECT uuid_generate_v5(this_import.namespace, concat_ws(':', 'attribute', filed.link_id, term.taxonomy_id, term.term))
           AS id,
       filed.*
FROM filed
CROSS JOIN this_import
JOIN taxonomy_term AS term ON term.id = filed.taxonomy_term_id;

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

INSERT INTO attribute (id, link_id, link_type, taxonomy_term_id)
SELECT id, link_id, link_type, taxonomy_term_id FROM wanted_attribute
ON CONFLICT (id) DO NOTHING;
