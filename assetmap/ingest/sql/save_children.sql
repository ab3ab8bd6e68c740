-- What belongs to a service: categories, prices, areas, languages, contacts and telephones. Each list is brought to
-- what the leading row says; an entry that stays is not written again.
CREATE TEMPORARY TABLE wanted_attribute ON COMMIT DROP AS
SELECT uuid_generate_v5(this_import.namespace, concat_ws(':', 'attribute', lead_row.service_id, term.term)) AS id,
       lead_row.service_id, term.id AS taxonomy_term_id
FROM lead_row
JOIN incoming AS row USING (row_number)
CROSS JOIN this_import
CROSS JOIN LATERAL unnest(row.categories) AS slug
JOIN taxonomy_term AS term ON term.taxonomy_id = this_import.taxonomy_id AND term.term = slug;

CREATE INDEX ON wanted_attribute (id);
ANALYZE wanted_attribute;

DELETE FROM attribute
USING lead_row, this_import, taxonomy_term AS term
WHERE attribute.link_id = lead_row.service_id
  AND attribute.link_type = 'service'
  AND term.id = attribute.taxonomy_term_id
  AND term.taxonomy_id = this_import.taxonomy_id
  AND NOT EXISTS (SELECT FROM wanted_attribute WHERE wanted_attribute.id = attribute.id);

INSERT INTO attribute (id, link_id, link_type, taxonomy_term_id)
SELECT id, service_id, 'service', taxonomy_term_id FROM wanted_attribute
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_cost ON COMMIT DROP AS
SELECT uuid_generate_v5(this_import.namespace, concat_ws(':', 'cost', lead_row.service_id, item.ordinality)) AS id,
       lead_row.service_id, price.*
FROM lead_row
JOIN incoming AS row USING (row_number)
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_array_elements(row.costs) WITH ORDINALITY AS item (value, ordinality)
CROSS JOIN LATERAL jsonb_to_record(item.value) AS price (amount numeric(10, 2), option text, amount_description text);

CREATE INDEX ON wanted_cost (id);
ANALYZE wanted_cost;

DELETE FROM cost_option
USING lead_row
WHERE cost_option.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_cost WHERE wanted_cost.id = cost_option.id);

INSERT INTO cost_option AS kept (id, service_id, option, amount, amount_description)
SELECT id, service_id, option, amount, amount_description FROM wanted_cost
ON CONFLICT (id) DO UPDATE SET
    option = EXCLUDED.option, amount = EXCLUDED.amount, amount_description = EXCLUDED.amount_description
WHERE (kept.option, kept.amount, kept.amount_description)
    IS DISTINCT FROM (EXCLUDED.option, EXCLUDED.amount, EXCLUDED.amount_description);

CREATE TEMPORARY TABLE wanted_area ON COMMIT DROP AS
SELECT uuid_generate_v5(this_import.namespace, concat_ws(':', 'area', lead_row.service_id, item.value ->> 'name')) AS id,
       lead_row.service_id, item.value ->> 'name' AS name, item.value ->> 'code' AS area_code
FROM lead_row
JOIN incoming AS row USING (row_number)
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_array_elements(row.areas) WITH ORDINALITY AS item (value, ordinality);

CREATE INDEX ON wanted_area (id);
ANALYZE wanted_area;

DELETE FROM service_area
USING lead_row
WHERE service_area.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_area WHERE wanted_area.id = service_area.id);

INSERT INTO service_area AS kept (id, service_id, name, area_code)
SELECT id, service_id, name, area_code FROM wanted_area
ON CONFLICT (id) DO UPDATE SET area_code = EXCLUDED.area_code
WHERE kept.area_code IS DISTINCT FROM EXCLUDED.area_code;

CREATE TEMPORARY TABLE wanted_language ON COMMIT DROP AS
SELECT uuid_generate_v5(this_import.namespace, concat_ws(':', 'language', lead_row.service_id, item.value ->> 'name'))
           AS id,
       lead_row.service_id, item.value ->> 'name' AS name, item.value ->> 'code' AS code
FROM lead_row
JOIN incoming AS row USING (row_number)
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_array_elements(row.languages) WITH ORDINALITY AS item (value, ordinality);

CREATE INDEX ON wanted_language (id);
ANALYZE wanted_language;

DELETE FROM language
USING lead_row
WHERE language.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_language WHERE wanted_language.id = language.id);

INSERT INTO language (id, service_id, name, code)
SELECT id, service_id, name, code FROM wanted_language
ON CONFLICT (id) DO NOTHING;
