-- What belongs to each service that is new or has changed. An entry that stays as it was keeps its id, and is neither
-- deleted nor written again.
CREATE TEMPORARY TABLE wanted_schedule ON COMMIT DROP AS
WITH rule AS (
    SELECT lead_row.service_id, NULL::uuid AS service_at_location_id, item.value
    FROM lead_row
    CROSS JOIN LATERAL jsonb_array_elements(lead_row.document -> 'schedules') AS item (value)
    UNION ALL
    SELECT NULL, held.service_at_location_id, item.value
    FROM held
    JOIN lead_row USING (service_id)
    CROSS JOIN LATERAL jsonb_array_elements(held.document -> 'schedules') AS item (value)
)
SELECT gen_random_uuid() AS id, told.*
FROM (
    SELECT DISTINCT rule.service_id, rule.service_at_location_id, said.*
    FROM rule
    CROSS JOIN LATERAL jsonb_to_record(rule.value) AS said (
        valid_from date, valid_to date, dtstart date, freq text, "interval" integer, byday text, bymonthday text,
        description text, opens_at time, closes_at time, schedule_link text, attending_type text, notes text)
) AS told;

ANALYZE wanted_schedule;

SELECT keep_ids(
    'wanted_schedule', 'schedule',
    '{service_id,service_at_location_id,valid_from,valid_to,dtstart,freq,interval,byday,bymonthday,description,
      opens_at,closes_at,schedule_link,attending_type,notes}');
SELECT keep_ids(
    'wanted_schedule', 'schedule',
    '{service_at_location_id,service_id,valid_from,valid_to,dtstart,freq,interval,byday,bymonthday,description,
      opens_at,closes_at,schedule_link,attending_type,notes}');

CREATE UNIQUE INDEX ON wanted_schedule (id);
ANALYZE wanted_schedule;

DELETE FROM schedule
USING lead_row
WHERE schedule.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_schedule WHERE wanted_schedule.id = schedule.id);

DELETE FROM schedule
USING held
JOIN lead_row USING (service_id)
WHERE schedule.service_at_location_id = held.service_at_location_id
  AND NOT EXISTS (SELECT FROM wanted_schedule WHERE wanted_schedule.id = schedule.id);

INSERT INTO schedule (
    id, service_id, service_at_location_id, valid_from, valid_to, dtstart, freq, "interval", byday, bymonthday,
    description, opens_at, closes_at, schedule_link, attending_type, notes)
SELECT id, service_id, service_at_location_id, valid_from, valid_to, dtstart, freq, "interval", byday, bymonthday,
       description, opens_at, closes_at, schedule_link, attending_type, notes
FROM wanted_schedule
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_cost ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, told.*
FROM (
    SELECT DISTINCT lead_row.service_id, said.*
    FROM lead_row
    CROSS JOIN LATERAL jsonb_to_recordset(lead_row.document -> 'costs') AS said (
        valid_from date, valid_to date, option text, amount numeric(10, 2), amount_description text)
) AS told;

SELECT keep_ids('wanted_cost', 'cost_option', '{service_id,valid_from,valid_to,option,amount,amount_description}');

CREATE INDEX ON wanted_cost (id);
ANALYZE wanted_cost;
DELETE FROM cost_option
USING lead_row
WHERE cost_option.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_cost WHERE wanted_cost.id = cost_option.id);

INSERT INTO cost_option (id, service_id, valid_from, valid_to, option, amount, amount_description)
SELECT id, service_id, valid_from, valid_to, option, amount, amount_description FROM wanted_cost
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_area ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, told.*
FROM (
    SELECT DISTINCT lead_row.service_id, said.*
    FROM lead_row
    CROSS JOIN LATERAL jsonb_array_elements(lead_row.document -> 'areas') AS item (value)
    CROSS JOIN LATERAL jsonb_to_record(item.value || jsonb_build_object('area_code', item.value -> 'code')) AS said (
        name text, extent text, extent_type text, uri text, service_area text, area_code text)
) AS told;

SELECT keep_ids('wanted_area', 'service_area', '{service_id,name,extent,extent_type,uri,service_area,area_code}');

CREATE INDEX ON wanted_area (id);
ANALYZE wanted_area;
DELETE FROM service_area
USING lead_row
WHERE service_area.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_area WHERE wanted_area.id = service_area.id);

INSERT INTO service_area (id, service_id, name, extent, extent_type, uri, service_area, area_code)
SELECT id, service_id, name, extent, extent_type, uri, service_area, area_code FROM wanted_area
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_funding ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, told.*
FROM (
    SELECT DISTINCT lead_row.service_id, said.source
    FROM lead_row
    CROSS JOIN LATERAL jsonb_to_recordset(lead_row.document -> 'funding') AS said (source text)
) AS told;

SELECT keep_ids('wanted_funding', 'funding', '{service_id,source}');

CREATE INDEX ON wanted_funding (id);
ANALYZE wanted_funding;
DELETE FROM funding
USING lead_row
WHERE funding.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_funding WHERE wanted_funding.id = funding.id);

INSERT INTO funding (id, service_id, source)
SELECT id, service_id, source FROM wanted_funding
ON CONFLICT (id) DO NOTHING;
