-- The opening hours of the services shown: their own, and those of their places with the place's id. The end of
-- the day is the last minute of it, because 24:00 is no time to many readers.
CREATE TEMPORARY TABLE record_rule ON COMMIT DROP AS
WITH
rule AS (
    SELECT shown.service_id AS owner, NULL::uuid AS place_id, schedule.*
    FROM record_shown AS shown
    JOIN publish_service AS service ON service.id = shown.service_id
    JOIN redacted_schedule AS schedule ON schedule.service_id = service.hours_of
    UNION ALL
    SELECT place.service_id, place.id, schedule.*
    FROM record_shown AS shown
    JOIN publish_place AS place ON place.id = ANY (shown.places)
    JOIN redacted_schedule AS schedule ON schedule.service_at_location_id = place.hours_of
    UNION ALL
    SELECT place.service_id, place.id, schedule.*
    FROM record_shown AS shown
    JOIN publish_place AS place ON place.id = ANY (shown.places) AND place.hours_of <> place.id
    JOIN redacted_schedule AS schedule ON schedule.service_id = place.hours_of
)
SELECT owner AS service_id,
       jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
           'id', id, 'service_at_location_id', place_id, 'valid_from', valid_from, 'valid_to', valid_to,
           'dtstart', dtstart,
           -- Hours without a day are nothing that recurs, whatever their source says of how often.
           'freq', CASE WHEN byday <> '' OR bymonthday <> '' OR dtstart IS NOT NULL THEN freq END,
           'interval', CASE WHEN byday <> '' OR bymonthday <> '' OR dtstart IS NOT NULL THEN "interval" END,
           'byday', nullif(byday, ''), 'bymonthday', nullif(bymonthday, ''), 'description', nullif(btrim(description), ''),
           'opens_at', to_char(opens_at, 'HH24:MI'), 'closes_at', CASE
               WHEN closes_at = '24:00' THEN '23:59' ELSE to_char(closes_at, 'HH24:MI') END,
           'schedule_link', schedule_link, 'attending_type', nullif(btrim(attending_type), ''),
           'notes', nullif(btrim(notes), ''))) ORDER BY place_id NULLS FIRST, id) AS list
FROM rule
GROUP BY owner
