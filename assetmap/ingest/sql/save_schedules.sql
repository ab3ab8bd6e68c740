-- Opening hours belong to the row that told them: their ids are made from its key, so that a file with only some
-- rows of a service replaces those rows' hours and no others.
CREATE TEMPORARY TABLE wanted_schedule ON COMMIT DROP AS
SELECT uuid_generate_v5(this_import.namespace,
                        concat_ws(':', this_import.source, 'schedule', judged.key, item.ordinality)) AS id,
       CASE WHEN judged.service_at_location_id IS NULL THEN judged.service_id END AS service_id,
       judged.service_at_location_id,
       rule.*
FROM judged
JOIN incoming AS row USING (row_number)
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_array_elements(row.schedules) WITH ORDINALITY AS item (value, ordinality)
CROSS JOIN LATERAL jsonb_to_record(item.value) AS rule (
    valid_from date, valid_to date, freq text, "interval" integer, byday text, bymonthday text,
    description text, opens_at time, closes_at time)
WHERE judged.fate <> 'same';

CREATE UNIQUE INDEX ON wanted_schedule (id);
ANALYZE wanted_schedule;

-- What the changed rows told before, and the rows that are gone from a service that goes on; a service that is
-- retired whole keeps its hours, in case it comes back. In a table of its own, or the planner takes no rows for many.
CREATE TEMPORARY TABLE told_before ON COMMIT DROP AS
WITH rewritten AS (
    SELECT key FROM judged WHERE fate = 'changed'
    UNION ALL
    SELECT gone.key FROM gone WHERE EXISTS (SELECT FROM judged WHERE judged.service_id = gone.service_id)
)
SELECT uuid_generate_v5(this_import.namespace,
                        concat_ws(':', this_import.source, 'schedule', rewritten.key, place)) AS id
FROM rewritten, this_import, generate_series(1, this_import.most_schedules) AS place;

CREATE INDEX ON told_before (id);
ANALYZE told_before;

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
