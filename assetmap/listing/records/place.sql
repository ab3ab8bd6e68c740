-- The places shown, each a service at a location, with the hours that hold there: its own, else the service's.
CREATE TEMPORARY TABLE record_place WITH (toast_tuple_target = 8160) ON COMMIT DROP AS
WITH
held AS (
    SELECT place.id, place.service_id, place.point, place.text, told.location
    FROM record_shown AS shown
    JOIN publish_place AS place ON place.id = ANY (shown.places)
    CROSS JOIN LATERAL jsonb_to_record(place.document) AS told (location jsonb)
),
flat AS (
    SELECT held.*,
           jsonb_strip_nulls(
               held.location - '{ward,district,addresses,accessibility,attributes}'::text[]
               || jsonb_build_object('address_lines', address.lines)) AS summary,
           jsonb_strip_nulls(jsonb_build_object(
               'addresses', address.list, 'accessibility', held.location -> 'accessibility',
               'attributes', held.location -> 'attributes')) AS detail
    FROM held
    LEFT JOIN record_address AS address ON address.location_id = (held.location ->> 'id')::uuid
)
SELECT flat.id, flat.service_id, flat.point, hours.open, coalesce(hours.lexemes, '{}') AS lexemes,
       setweight(to_tsvector('english', coalesce(flat.text, '')), 'D') AS terms,
       jsonb_build_object('id', flat.id, 'location', flat.summary) AS summary,
       CASE WHEN flat.detail = '{}' THEN '{}'
            ELSE jsonb_build_object('location', flat.summary || flat.detail) END AS detail
FROM flat
LEFT JOIN LATERAL (
    SELECT week.lexemes, week.open
    FROM publish_hours AS owned
    JOIN record_open AS week ON week.timetable = owned.timetable
    WHERE owned.owner_id IN (flat.id, flat.service_id)
    ORDER BY owned.owner_id = flat.id DESC
    LIMIT 1
) AS hours ON true
