-- Locations of the rows that are new or have changed, with their addresses and how one gets in.
CREATE TEMPORARY TABLE moving ON COMMIT DROP AS
SELECT DISTINCT ON (judged.location_id) judged.location_id, judged.service_id, judged.service_at_location_id,
       judged.row_number
FROM judged
WHERE judged.fate <> 'same' AND judged.location_id IS NOT NULL
ORDER BY judged.location_id, judged.row_number;

CREATE UNIQUE INDEX ON moving (location_id);
ANALYZE moving;

INSERT INTO location AS kept (
    id, location_type, name, external_identifier, external_identifier_type, point, location_source, accuracy_m,
    confidential, lsoa_code, ward_code, district_code, last_modified)
SELECT moving.location_id, 'physical', row.venue, row.uprn, CASE WHEN row.uprn IS NOT NULL THEN 'UPRN' END,
       placed.point, placed.location_source, placed.accuracy_m, row.confidential, placed.lsoa_code,
       placed.ward_code, placed.district_code, now()
FROM moving
JOIN incoming AS row USING (row_number)
JOIN placed USING (row_number)
ON CONFLICT (id) DO UPDATE SET
    name = EXCLUDED.name, external_identifier = EXCLUDED.external_identifier,
    external_identifier_type = EXCLUDED.external_identifier_type, point = EXCLUDED.point,
    location_source = EXCLUDED.location_source, accuracy_m = EXCLUDED.accuracy_m,
    confidential = kept.confidential OR EXCLUDED.confidential, lsoa_code = EXCLUDED.lsoa_code, ward_code = EXCLUDED.ward_code,
    district_code = EXCLUDED.district_code, last_modified = EXCLUDED.last_modified;

CREATE TEMPORARY TABLE wanted_address ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, moving.location_id, row.address, row.city, row.region, row.postcode
FROM moving
JOIN incoming AS row USING (row_number)
WHERE num_nonnulls(row.address, row.city, row.region, row.postcode) > 0;

SELECT keep_ids('wanted_address', 'address', '{location_id}');

CREATE INDEX ON wanted_address (id);
ANALYZE wanted_address;

DELETE FROM address
USING moving
WHERE address.location_id = moving.location_id
  AND NOT EXISTS (SELECT FROM wanted_address WHERE wanted_address.id = address.id);

INSERT INTO address AS kept (id, location_id, address_1, city, state_province, postal_code, country, address_type)
SELECT id, location_id, address, city, region, postcode, 'GB', 'physical'
FROM wanted_address
ON CONFLICT (id) DO UPDATE SET
    address_1 = EXCLUDED.address_1, city = EXCLUDED.city, state_province = EXCLUDED.state_province,
    postal_code = EXCLUDED.postal_code
WHERE (kept.address_1, kept.city, kept.state_province, kept.postal_code)
    IS DISTINCT FROM (EXCLUDED.address_1, EXCLUDED.city, EXCLUDED.state_province, EXCLUDED.postal_code);

CREATE TEMPORARY TABLE wanted_access ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, moving.location_id, item.value ->> 'accessibility' AS accessibility,
       item.value ->> 'description' AS description
FROM moving
JOIN incoming AS row USING (row_number)
CROSS JOIN LATERAL jsonb_array_elements(row.accessibility) AS item (value);

SELECT keep_ids('wanted_access', 'accessibility', '{location_id,accessibility,description}', mended => true);

CREATE INDEX ON wanted_access (id);
ANALYZE wanted_access;

DELETE FROM accessibility
USING moving
WHERE accessibility.location_id = moving.location_id
  AND NOT EXISTS (SELECT FROM wanted_access WHERE wanted_access.id = accessibility.id);

INSERT INTO accessibility AS kept (id, location_id, accessibility, description)
SELECT id, location_id, accessibility, description
FROM wanted_access
ON CONFLICT (id) DO UPDATE SET accessibility = EXCLUDED.accessibility, description = EXCLUDED.description
WHERE (kept.accessibility, kept.description)
    IS DISTINCT FROM (EXCLUDED.accessibility, EXCLUDED.description);

INSERT INTO service_at_location (id, service_id, location_id)
SELECT service_at_location_id, service_id, location_id
FROM moving
ON CONFLICT (id) DO NOTHING;
