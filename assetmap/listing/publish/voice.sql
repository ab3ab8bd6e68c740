-- Where several services are shown as one: whose word is taken on each topic, which is the first of them that has
-- anything to say on it. A topic is a field, or several that make sense only together.
CREATE TEMPORARY TABLE publish_voice ON COMMIT DROP AS
WITH
member AS (
    SELECT main_id, id, rank FROM publish_part
    UNION
    SELECT main_id, main_id, 0 FROM publish_part
),
told AS (
    SELECT member.*, coalesce(together.topic, field.key) AS topic,
           -- Who knows only what another taxonomy says is heard after all who know our categories.
           field.key = 'attributes' AND NOT jsonb_strip_nulls(part.document) ? 'categories' AS foreign_only
    FROM member
    JOIN publish_service AS part ON part.id = member.id
    CROSS JOIN LATERAL jsonb_object_keys(jsonb_strip_nulls(part.document)) AS field (key)
    LEFT JOIN jsonb_each_text(CAST(:topics AS jsonb)) AS together (key, topic) ON together.key = field.key
    UNION ALL
    SELECT member.*, 'schedules', false
    FROM member
    JOIN publish_place AS place ON place.service_id = member.id AND jsonb_strip_nulls(place.document) ? 'schedules'
)
SELECT DISTINCT ON (main_id, topic) main_id, topic, id
FROM told
ORDER BY main_id, topic, foreign_only, rank
