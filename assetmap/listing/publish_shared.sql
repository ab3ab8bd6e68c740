-- What the kept place lacks is taken from its twin, and its hours too where the twin's service is heard on hours.
WITH twin AS (
    SELECT DISTINCT ON (twin.kept_id) twin.kept_id, place.id, place.access, place.text,
           jsonb_strip_nulls(place.card) AS card, jsonb_strip_nulls(place.document) AS document,
           coalesce(voice.id = twin.service_id, false) AS heard_on_hours
    FROM publish_twin AS twin
    JOIN publish_place AS place ON place.id = twin.id AND place.point IS NOT NULL
    LEFT JOIN publish_voice AS voice ON voice.main_id = twin.main_id AND voice.topic = 'schedules'
    ORDER BY twin.kept_id, twin.rank, twin.id
)
UPDATE publish_place AS kept
SET name = coalesce(kept.name, twin.card ->> 'place'),
    access = coalesce(kept.access, twin.access),
    text = concat_ws(' ', kept.text, twin.text),
    card = twin.card || jsonb_strip_nulls(kept.card),
    document = CASE WHEN twin.heard_on_hours THEN twin.document ELSE '{}' END || jsonb_strip_nulls(kept.document)
        || jsonb_build_object('location', (twin.document -> 'location') || jsonb_strip_nulls(kept.document -> 'location')),
    hours_of = CASE WHEN twin.heard_on_hours AND twin.document ? 'schedules' THEN twin.id ELSE kept.hours_of END
FROM twin
WHERE kept.id = twin.kept_id
