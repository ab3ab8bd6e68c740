-- The feed's organizations with their numbers and those above them, and its services.
-- One that is only told as standing above another is told best where it runs a service itself.
CREATE TEMPORARY TABLE wanted_organization ON COMMIT DROP AS
WITH told AS (
    SELECT row_number, 0 AS level, document -> 'organization' AS document FROM lead_row
    UNION ALL
    SELECT lead_row.row_number, above.level, above.value
    FROM lead_row
    CROSS JOIN LATERAL jsonb_array_elements(lead_row.document -> 'organization' -> 'above')
        WITH ORDINALITY AS above (value, level)
),
named AS (
    SELECT told.row_number, told.level, told.document -> 'terms' AS terms, said.*,
           run_by.id, parent.id AS parent_id
    FROM told
    CROSS JOIN LATERAL jsonb_to_record(told.document) AS said (
        key text, name text, description text, email text, website text, logo text, uri text, parent_key text,
        identifiers jsonb)
    JOIN known_key AS run_by ON run_by.kind = 'organization' AND run_by.key = said.key
    LEFT JOIN known_key AS parent
        ON parent.kind = 'organization' AND parent.key = said.parent_key AND said.parent_key <> said.key
)
SELECT DISTINCT ON (id) *
FROM named
ORDER BY id, level, row_number;

CREATE UNIQUE INDEX ON wanted_organization (id);
ANALYZE wanted_organization;

CREATE TEMPORARY TABLE renamed ON COMMIT DROP AS
SELECT wanted.id
FROM wanted_organization AS wanted
JOIN organization AS kept USING (id)
WHERE (kept.name, kept.description, kept.email, kept.website, kept.logo, kept.uri)
    IS DISTINCT FROM (wanted.name, wanted.description, wanted.email, wanted.website, wanted.logo, wanted.uri);

CREATE INDEX ON renamed (id);
ANALYZE renamed;

INSERT INTO organization (id, name, description, email, website, logo, uri)
SELECT id, name, description, email, website, logo, uri FROM wanted_organization
ON CONFLICT (id) DO UPDATE SET
    name = EXCLUDED.name, description = EXCLUDED.description, email = EXCLUDED.email,
    website = EXCLUDED.website, logo = EXCLUDED.logo, uri = EXCLUDED.uri, last_modified = now()
WHERE organization.id IN (SELECT id FROM renamed);

-- Who stands above an organization is only known where that one is; an organization of no name above it is none.
WITH raised AS (
    UPDATE organization
    SET parent_organization_id = parent.id
    FROM wanted_organization AS wanted
    LEFT JOIN organization AS parent ON parent.id = wanted.parent_id
    WHERE organization.id = wanted.id
      AND organization.parent_organization_id IS DISTINCT FROM parent.id
    RETURNING organization.id
)
INSERT INTO renamed SELECT id FROM raised;

CREATE TEMPORARY TABLE wanted_identifier ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, number.*
FROM (
    SELECT DISTINCT wanted.id AS organization_id, said.*
    FROM wanted_organization AS wanted
    CROSS JOIN LATERAL jsonb_to_recordset(wanted.identifiers) AS said (
        identifier_scheme text, identifier_type text, identifier text)
) AS number;

SELECT keep_ids(
    'wanted_identifier', 'organization_identifier',
    '{organization_id,identifier_scheme,identifier_type,identifier}');

CREATE INDEX ON wanted_identifier (id);
ANALYZE wanted_identifier;
DELETE FROM organization_identifier AS number
USING wanted_organization AS wanted
WHERE number.organization_id = wanted.id
  AND NOT EXISTS (SELECT FROM wanted_identifier WHERE wanted_identifier.id = number.id);

INSERT INTO organization_identifier (id, organization_id, identifier_scheme, identifier_type, identifier)
SELECT id, organization_id, identifier_scheme, identifier_type, identifier FROM wanted_identifier
ON CONFLICT (id) DO NOTHING;

-- When a wait or a number of places carries no date, it was stated on the day on which we first read it.
INSERT INTO service AS kept (
    id, organization_id, name, description, url, email, status, fees, accreditations, minimum_age, maximum_age,
    assured_date, assurer_email, alert, last_modified, delivery, joining, waiting_days, waiting_stated_on, capacity,
    capacity_stated_on, sample)
SELECT lead_row.service_id, lead_row.organization_id, said.name, said.description, said.url, said.email, said.status,
       said.fees, said.accreditations, said.minimum_age, said.maximum_age, said.assured_date, said.assurer_email,
       said.alert, now(), said.delivery, said.joining,
       said.waiting_days,
       CASE WHEN said.waiting_days IS NOT NULL THEN coalesce(
           said.waiting_stated_on, CASE WHEN was.waiting_days = said.waiting_days THEN was.waiting_stated_on END,
           this_import.today) END,
       said.capacity,
       CASE WHEN said.capacity IS NOT NULL THEN coalesce(
           said.capacity_stated_on, CASE WHEN was.capacity = said.capacity THEN was.capacity_stated_on END,
           this_import.today) END,
       said.sample
FROM lead_row
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_to_record(lead_row.document) AS said (
    name text, description text, url text, email text, status text, fees text, accreditations text,
    minimum_age integer, maximum_age integer, assured_date date, assurer_email text, alert text, delivery text[],
    joining text[], waiting_days integer, waiting_stated_on date, capacity integer, capacity_stated_on date,
    sample boolean)
LEFT JOIN service AS was ON was.id = lead_row.service_id
ON CONFLICT (id) DO UPDATE SET
    organization_id = EXCLUDED.organization_id, name = EXCLUDED.name, description = EXCLUDED.description,
    url = EXCLUDED.url, email = EXCLUDED.email, status = EXCLUDED.status, fees = EXCLUDED.fees,
    accreditations = EXCLUDED.accreditations, minimum_age = EXCLUDED.minimum_age,
    maximum_age = EXCLUDED.maximum_age, assured_date = EXCLUDED.assured_date,
    assurer_email = EXCLUDED.assurer_email, alert = EXCLUDED.alert, last_modified = EXCLUDED.last_modified,
    delivery = EXCLUDED.delivery, joining = EXCLUDED.joining, waiting_days = EXCLUDED.waiting_days,
    waiting_stated_on = EXCLUDED.waiting_stated_on, capacity = EXCLUDED.capacity,
    capacity_stated_on = EXCLUDED.capacity_stated_on, sample = EXCLUDED.sample;
