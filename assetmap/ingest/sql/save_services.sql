-- Organizations and services of the rows that are new or have changed.
WITH named AS (
    SELECT DISTINCT ON (lead_row.organization_id) lead_row.organization_id, incoming.organization
    FROM lead_row
    JOIN incoming USING (row_number)
    ORDER BY lead_row.organization_id, lead_row.row_number
)
INSERT INTO organization (id, name)
SELECT organization_id, organization
FROM named
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_number ON COMMIT DROP AS
SELECT DISTINCT ON (lead_row.organization_id) gen_random_uuid() AS id, lead_row.organization_id,
       'GB-CHC' AS identifier_scheme, incoming.charity_number AS identifier
FROM lead_row
JOIN incoming USING (row_number)
WHERE incoming.charity_number IS NOT NULL
ORDER BY lead_row.organization_id, lead_row.row_number;

ANALYZE wanted_number;

SELECT keep_ids('wanted_number', 'organization_identifier', '{organization_id,identifier_scheme}');

INSERT INTO organization_identifier AS kept (id, organization_id, identifier_scheme, identifier_type, identifier)
SELECT id, organization_id, identifier_scheme, 'Charity number', identifier
FROM wanted_number
ON CONFLICT (id) DO UPDATE SET identifier = EXCLUDED.identifier
WHERE kept.identifier <> EXCLUDED.identifier;

-- When a wait or a number of places carries no date, it was stated on the day on which we first read it.
INSERT INTO service AS kept (
    id, organization_id, name, description, url, email, status, minimum_age, maximum_age, assured_date, alert,
    last_modified, delivery, joining, waiting_days, waiting_stated_on, capacity, capacity_stated_on, sample)
SELECT lead_row.service_id, lead_row.organization_id, row.name, row.description, row.url, row.email, row.status,
       row.minimum_age, row.maximum_age, row.assured_date, row.alert, now(), row.delivery, row.joining,
       row.waiting_days, stated.waiting_on, row.capacity, stated.capacity_on, row.sample
FROM lead_row
JOIN incoming AS row USING (row_number)
CROSS JOIN this_import
LEFT JOIN service AS was ON was.id = lead_row.service_id
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN row.waiting_days IS NOT NULL THEN coalesce(
            row.assured_date,
            CASE WHEN was.waiting_days = row.waiting_days THEN was.waiting_stated_on END,
            this_import.today) END AS waiting_on,
        CASE WHEN row.capacity IS NOT NULL THEN coalesce(
            row.assured_date,
            CASE WHEN was.capacity = row.capacity THEN was.capacity_stated_on END,
            this_import.today) END AS capacity_on
) AS stated
ON CONFLICT (id) DO UPDATE SET
    organization_id = EXCLUDED.organization_id, name = EXCLUDED.name, description = EXCLUDED.description,
    url = EXCLUDED.url, email = EXCLUDED.email, status = EXCLUDED.status, minimum_age = EXCLUDED.minimum_age,
    maximum_age = EXCLUDED.maximum_age, assured_date = EXCLUDED.assured_date, alert = EXCLUDED.alert,
    last_modified = EXCLUDED.last_modified, delivery = EXCLUDED.delivery, joining = EXCLUDED.joining,
    waiting_days = EXCLUDED.waiting_days, waiting_stated_on = EXCLUDED.waiting_stated_on,
    capacity = EXCLUDED.capacity, capacity_stated_on = EXCLUDED.capacity_stated_on, sample = EXCLUDED.sample;
