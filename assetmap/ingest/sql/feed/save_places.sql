-- Locations of the services that are new or have changed, with their addresses and how one gets in; then the
-- services at them.
INSERT INTO location AS kept (
    id, location_type, name, description, external_identifier, external_identifier_type, point, location_source,
    accuracy_m, confidential, lsoa_code, ward_code, district_code, last_modified)
SELECT moving.location_id, said.location_type, said.name, said.description, said.external_identifier,
       said.external_identifier_type, placed.point, placed.location_source, placed.accuracy_m, said.confidential,
       placed.lsoa_code, placed.ward_code, coalesce(placed.district_code, secret.code), now()
FROM moving
CROSS JOIN LATERAL jsonb_to_record(moving.document) AS said (
    location_type text, name text, description text, external_identifier text, external_identifier_type text,
    confidential boolean, district text)
LEFT JOIN area AS secret ON secret.code = said.district AND secret.kind = 'district' AND said.confidential
LEFT JOIN placed ON placed.row_number = moving.site_number
ON CONFLICT (id) DO UPDATE SET
    location_type = EXCLUDED.location_type, name = EXCLUDED.name, description = EXCLUDED.description,
    external_identifier = EXCLUDED.external_identifier,
    external_identifier_type = EXCLUDED.external_identifier_type, point = EXCLUDED.point,
    location_source = EXCLUDED.location_source, accuracy_m = EXCLUDED.accuracy_m,
    confidential = kept.confidential OR EXCLUDED.confidential, lsoa_code = EXCLUDED.lsoa_code, ward_code = EXCLUDED.ward_code,
    district_code = EXCLUDED.district_code, last_modified = EXCLUDED.last_modified
WHERE (kept.location_type, kept.name, kept.description, kept.external_identifier, kept.external_identifier_type,
       kept.point, kept.location_source, kept.accuracy_m, kept.confidential, kept.lsoa_code, kept.ward_code,
       kept.district_code)
    IS DISTINCT FROM
    (EXCLUDED.location_type, EXCLUDED.name, EXCLUDED.description, EXCLUDED.external_identifier,
     EXCLUDED.external_identifier_type, EXCLUDED.point, EXCLUDED.location_source, EXCLUDED.accuracy_m,
     kept.confidential OR EXCLUDED.confidential, EXCLUDED.lsoa_code, EXCLUDED.ward_code, EXCLUDED.district_code);

CREATE TEMPORARY TABLE wanted_address ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, told.*
FROM (
    SELECT DISTINCT moving.location_id, said.*
    FROM moving
    CROSS JOIN LATERAL jsonb_to_recordset(moving.document -> 'addresses') AS said (
        attention text, address_1 text, city text, region text, state_province text, postal_code text, country text,
        address_type text)
) AS told;

SELECT keep_ids(
    'wanted_address', 'address',
    '{location_id,attention,address_1,city,region,state_province,postal_code,country,address_type}');

CREATE INDEX ON wanted_address (id);
ANALYZE wanted_address;
DELETE FROM address
USING moving
WHERE address.location_id = moving.location_id
  AND NOT EXISTS (SELECT FROM wanted_address WHERE wanted_address.id = address.id);

INSERT INTO address (
    id, location_id, attention, address_1, city, region, state_province, postal_code, country, address_type)
SELECT id, location_id, attention, address_1, city, region, state_province, postal_code, country, address_type
FROM wanted_address
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_access ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, told.*
FROM (
    SELECT DISTINCT moving.location_id, said.*
    FROM moving
    CROSS JOIN LATERAL jsonb_to_recordset(moving.document -> 'accessibility') AS said (
        description text, details text, url text, accessibility text)
) AS told;

SELECT keep_ids('wanted_access', 'accessibility', '{location_id,description,details,url,accessibility}');

CREATE INDEX ON wanted_access (id);
ANALYZE wanted_access;
DELETE FROM accessibility
USING moving
WHERE accessibility.location_id = moving.location_id
  AND NOT EXISTS (SELECT FROM wanted_access WHERE wanted_access.id = accessibility.id);

INSERT INTO accessibility (id, location_id, description, details, url, accessibility)
SELECT id, location_id, description, details, url, accessibility FROM wanted_access
ON CONFLICT (id) DO NOTHING;

INSERT INTO service_at_location (id, service_id, location_id)
SELECT held.service_at_location_id, held.service_id, held.location_id
FROM held
JOIN lead_row USING (service_id)
ON CONFLICT (id) DO NOTHING;

DELETE FROM service_at_location AS was
USING lead_row
WHERE was.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM held WHERE held.service_at_location_id = was.id);
