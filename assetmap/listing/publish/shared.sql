-- A place that several sources tell of: each field from the first of them that has it, as for services; where it
-- is, from the source whose place is kept. Its hours are those of the first source that gives any for it.
WITH
told AS (
    SELECT twin.kept_id, held.id, held.service_id, held.rank, held.id = twin.kept_id AS is_kept
    FROM (SELECT kept_id, id FROM publish_twin UNION SELECT kept_id, kept_id FROM publish_twin) AS twin
    JOIN publish_held AS held ON held.id = twin.id
),
form AS (
    SELECT told.kept_id, form.name, field.key, field.value,
           row_number() OVER (
               PARTITION BY told.kept_id, form.name, field.key
               ORDER BY told.is_kept AND field.key = ANY (CAST(:whereabouts AS text[])) DESC, told.rank, told.id)
               AS turn
    FROM told
    JOIN publish_place AS place ON place.id = told.id
    CROSS JOIN LATERAL (VALUES ('card', place.card), ('location', place.document -> 'location'))
        AS form (name, fields)
    CROSS JOIN LATERAL jsonb_each(jsonb_strip_nulls(form.fields)) AS field (key, value)
),
said AS (
    SELECT kept_id, jsonb_object_agg(key, value) FILTER (WHERE name = 'card') AS card,
           jsonb_object_agg(key, value) FILTER (WHERE name = 'location') AS location
    FROM form
    WHERE turn = 1
    GROUP BY kept_id
),
words AS (
    SELECT told.kept_id, string_agg(place.text, ' ' ORDER BY told.is_kept DESC, told.rank, told.id) AS text
    FROM told
    JOIN publish_place AS place ON place.id = told.id
    GROUP BY told.kept_id
),
timed AS (
    SELECT DISTINCT ON (told.kept_id) told.kept_id, own.timetable,
           CASE WHEN own.timetable IS NOT NULL THEN told.id
                -- What holds for the whole service is said there.
                WHEN voice.id <> told.service_id THEN told.service_id ELSE told.kept_id END AS hours_of
    FROM told
    JOIN publish_held AS kept ON kept.id = told.kept_id
    JOIN publish_place AS place ON place.id = told.id
    JOIN publish_service AS service ON service.id = told.service_id
    JOIN publish_voice AS voice ON voice.main_id = kept.main_id AND voice.topic = 'schedules'
    CROSS JOIN LATERAL (SELECT nullif(place.document -> 'schedules', 'null') AS timetable) AS own
    WHERE own.timetable IS NOT NULL OR jsonb_strip_nulls(service.document) ? 'schedules'
    ORDER BY told.kept_id, told.rank, told.id
)
UPDATE publish_place AS kept
SET name = said.card ->> 'place',
    access = CASE WHEN said.card ? 'access' THEN ARRAY(SELECT jsonb_array_elements_text(said.card -> 'access')) END,
    text = words.text,
    card = said.card,
    document = jsonb_strip_nulls(kept.document)
        || jsonb_build_object('location', said.location, 'schedules', timed.timetable),
    hours_of = coalesce(timed.hours_of, kept.hours_of)
FROM said
JOIN words USING (kept_id)
LEFT JOIN timed USING (kept_id)
WHERE kept.id = said.kept_id
