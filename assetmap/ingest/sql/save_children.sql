-- What belongs to a service: categories, prices, areas, languages, contacts and telephones. Each list is brought to
-- what the leading row says; an entry that stays is not written again.
CREATE TEMPORARY TABLE wanted_attribute ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, filed.*
FROM (
    SELECT DISTINCT lead_row.service_id AS link_id, term.id AS taxonomy_term_id
    FROM lead_row
    JOIN incoming AS row USING (row_number)
    CROSS JOIN this_import
    CROSS JOIN LATERAL unnest(row.categories) AS slug
    JOIN taxonomy_term AS term ON term.taxonomy_id = this_import.taxonomy_id AND term.term = slug
) AS filed;

SELECT keep_ids('wanted_attribute', 'attribute', '{link_id,taxonomy_term_id}');

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
SELECT id, link_id, 'service', taxonomy_term_id FROM wanted_attribute
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_cost ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, lead_row.service_id, price.*
FROM lead_row
JOIN incoming AS row USING (row_number)
CROSS JOIN LATERAL jsonb_array_elements(row.costs) AS item (value)
CROSS JOIN LATERAL jsonb_to_record(item.value) AS price (amount numeric(10, 2), option text, amount_description text);

SELECT keep_ids('wanted_cost', 'cost_option', '{service_id,option,amount,amount_description}', mended => true);

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
SELECT gen_random_uuid() AS id, area.*
FROM (
    SELECT DISTINCT ON (lead_row.service_id, item.value ->> 'name')
           lead_row.service_id, item.value ->> 'name' AS name, item.value ->> 'code' AS area_code
    FROM lead_row
    JOIN incoming AS row USING (row_number)
    CROSS JOIN LATERAL jsonb_array_elements(row.areas) WITH ORDINALITY AS item (value, ordinality)
    ORDER BY lead_row.service_id, item.value ->> 'name', item.ordinality
) AS area;

SELECT keep_ids('wanted_area', 'service_area', '{service_id,name}');

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
SELECT gen_random_uuid() AS id, spoken.*
FROM (
    SELECT DISTINCT ON (lead_row.service_id, item.value ->> 'name')
           lead_row.service_id, item.value ->> 'name' AS name, item.value ->> 'code' AS code
    FROM lead_row
    JOIN incoming AS row USING (row_number)
    CROSS JOIN LATERAL jsonb_array_elements(row.languages) WITH ORDINALITY AS item (value, ordinality)
    ORDER BY lead_row.service_id, item.value ->> 'name', item.ordinality
) AS spoken;

SELECT keep_ids('wanted_language', 'language', '{service_id,name}');

CREATE INDEX ON wanted_language (id);
ANALYZE wanted_language;

DELETE FROM language
USING lead_row
WHERE language.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_language WHERE wanted_language.id = language.id);

INSERT INTO language (id, service_id, name, code)
SELECT id, service_id, name, code FROM wanted_language
ON CONFLICT (id) DO NOTHING;
