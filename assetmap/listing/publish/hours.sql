-- The timetable that counts for each place, and for what has none, as text that equal timetables share.
-- Rules that have run out are left aside, and nothing is said in words of what happens at a confidential place.
CREATE TEMPORARY TABLE publish_hours ON COMMIT DROP AS
WITH
rule AS (
    SELECT schedule.service_id AS owner_id, false AS confidential, schedule.*
    FROM publish_service AS service
    JOIN redacted_schedule AS schedule ON schedule.service_id = service.hours_of
    UNION ALL
    SELECT place.id, place.confidential, schedule.*
    FROM publish_place AS place
    JOIN redacted_schedule AS schedule ON schedule.service_at_location_id = place.hours_of
    UNION ALL
    SELECT place.id, place.confidential, schedule.*
    FROM publish_place AS place
    JOIN redacted_schedule AS schedule ON schedule.service_id = place.hours_of
    WHERE place.hours_of <> place.id
)
SELECT owner_id,
       jsonb_agg(
           jsonb_strip_nulls(jsonb_build_object(
               'freq', freq, 'interval', "interval", 'byday', byday, 'bymonthday', bymonthday,
               'opens_at', opens_at, 'closes_at', closes_at, 'valid_from', valid_from, 'valid_to', valid_to,
               'description', CASE WHEN NOT confidential THEN description END))
           ORDER BY freq, byday, bymonthday, opens_at, closes_at, valid_from, id)::text AS timetable
FROM rule
WHERE coalesce(valid_to >= current_date, true)
GROUP BY owner_id
