-- Opening hours belong to the row that told them, which remembers their ids, so that a file with only some rows of a
-- service replaces those rows' hours and no others.
CREATE TEMPORARY TABLE wanted_schedule ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, judged.key,
       CASE WHEN judged.service_at_location_id IS NULL THEN judged.service_id END AS service_id,
       judged.service_at_location_id,
       rule.*
FROM judged
JOIN incoming AS row USING (row_number)
CROSS JOIN LATERAL jsonb_array_elements(row.schedules) AS item (value)
CROSS JOIN LATERAL jsonb_to_record(item.value) AS rule (
    valid_from date, valid_to date, freq text, "interval" integer, byday text, bymonthday text,
    description text, opens_at time, closes_at time)
WHERE judged.fate <> 'same';

-- What the changed rows told before, and the rows that are gone from a service that goes on; a service that is
-- retired whole keeps its hours, in case it comes back. In a table of its own, or the planner takes no rows for many.
CREATE TEMPORARY TABLE told_before ON COMMIT DROP AS
WITH rewritten AS (
    SELECT key FROM judged WHERE fate = 'changed'
    UNION ALL
    SELECT gone.key FROM gone WHERE EXISTS (SELECT FROM judged WHERE judged.service_id = gone.service_id)
)
SELECT record.key, schedule.id, schedule.service_id, schedule.service_at_location_id, schedule.valid_from,
       schedule.valid_to, schedule.freq, schedule."interval", schedule.byday, schedule.bymonthday, schedule.description,
       schedule.opens_at, schedule.closes_at
FROM rewritten
CROSS JOIN this_import
JOIN source_record AS record ON record.source_id = this_import.source_id AND record.key = rewritten.key
CROSS JOIN LATERAL unnest(record.schedule_ids) AS told (id)
JOIN schedule ON schedule.id = told.id;

CREATE INDEX ON told_before (id);
ANALYZE told_before;

SELECT keep_ids(
    'wanted_schedule', 'told_before',
    '{key,service_id,service_at_location_id,valid_from,valid_to,freq,interval,byday,bymonthday,description,opens_at,
      closes_at}', mended => true);

CREATE UNIQUE INDEX ON wanted_schedule (id);
ANALYZE wanted_schedule;

DELETE FROM schedule
USING told_before
WHERE schedule.id = told_before.id
  AND NOT EXISTS (SELECT FROM wanted_schedule WHERE wanted_schedule.id = schedule.id);

INSERT INTO schedule AS kept (
    id, service_id, service_at_location_id, valid_from, valid_to, freq, "interval", byday, bymonthday,
    description, opens_at, closes_at)
SELECT id, service_id, service_at_location_id, valid_from, valid_to, freq, "interval", byday, bymonthday,
       description, opens_at, closes_at
FROM wanted_schedule
ON CONFLICT (id) DO UPDATE SET
    service_id = EXCLUDED.service_id, service_at_location_id = EXCLUDED.service_at_location_id,
    valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to, freq = EXCLUDED.freq,
    "interval" = EXCLUDED."interval", byday = EXCLUDED.byday, bymonthday = EXCLUDED.bymonthday,
    description = EXCLUDED.description, opens_at = EXCLUDED.opens_at, closes_at = EXCLUDED.closes_at
WHERE (kept.service_id, kept.service_at_location_id, kept.valid_from, kept.valid_to, kept.freq, kept."interval",
       kept.byday, kept.bymonthday, kept.description, kept.opens_at, kept.closes_at)
    IS DISTINCT FROM
    (EXCLUDED.service_id, EXCLUDED.service_at_location_id, EXCLUDED.valid_from, EXCLUDED.valid_to, EXCLUDED.freq,
     EXCLUDED."interval", EXCLUDED.byday, EXCLUDED.bymonthday, EXCLUDED.description, EXCLUDED.opens_at,
     EXCLUDED.closes_at);
