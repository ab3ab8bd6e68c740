-- Bring the parts together in the service that they are shown in: each field from whom it is heard, and the words
-- of all, so that it is found under any of its names.
WITH
heard AS (
    SELECT main_id AS id,
           (array_agg(id) FILTER (WHERE topic = 'categories'))[1] AS filed_of,
           (array_agg(id) FILTER (WHERE topic = 'service_areas'))[1] AS areas_of,
           (array_agg(id) FILTER (WHERE topic = 'schedules'))[1] AS hours_of,
           (array_agg(id) FILTER (WHERE topic = 'delivery'))[1] AS delivery_of,
           (array_agg(id) FILTER (WHERE topic = 'joining'))[1] AS joining_of,
           (array_agg(id) FILTER (WHERE topic = 'cost'))[1] AS cost_of,
           (array_agg(id) FILTER (WHERE topic = 'ages'))[1] AS ages_of,
           (array_agg(id) FILTER (WHERE topic = 'assured_date'))[1] AS assured_of
    FROM publish_voice
    GROUP BY main_id
),
member AS (
    SELECT main_id, id, rank FROM publish_part
    UNION
    SELECT main_id, main_id, 0 FROM publish_part
),
said AS (
    SELECT member.main_id, form.name AS form, jsonb_object_agg(field.key, field.value) AS document
    FROM member
    JOIN publish_service AS part ON part.id = member.id
    CROSS JOIN LATERAL (VALUES ('card', part.card), ('document', part.document)) AS form (name, document)
    CROSS JOIN LATERAL jsonb_each(jsonb_strip_nulls(form.document)) AS field (key, value)
    LEFT JOIN jsonb_each_text(CAST(:topics AS jsonb)) AS together (key, topic) ON together.key = field.key
    JOIN publish_voice AS voice
        ON voice.main_id = member.main_id AND voice.id = member.id
       AND voice.topic = coalesce(together.topic, field.key)
    GROUP BY member.main_id, form.name
),
together AS (
    SELECT member.main_id,
           CAST(string_agg(part.terms::text, ' ' ORDER BY member.rank) AS tsvector) AS terms,
           CAST(string_agg(part.words::text, ' ' ORDER BY member.rank) AS tsvector) AS words
    FROM member
    JOIN publish_service AS part ON part.id = member.id
    GROUP BY member.main_id
),
sources AS (
    SELECT member.main_id, jsonb_agg(DISTINCT source.name) AS list
    FROM member
    JOIN publish_service AS part ON part.id = member.id
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(nullif(part.document -> 'sources', 'null'), '[]'))
        AS source (name)
    GROUP BY member.main_id
)
UPDATE publish_service AS main
SET delivery = coalesce(delivered.delivery, main.delivery),
    minimum_age = aged.minimum_age,
    maximum_age = aged.maximum_age,
    assured_on = assured.assured_on,
    categories = coalesce(filed.categories, '{}'),
    stated_areas = coalesce(served.stated_areas, '{}'),
    states_areas = coalesce(served.states_areas, false),
    lexemes = ARRAY(SELECT word FROM unnest(filed.lexemes) AS word WHERE word LIKE '=cat/%')
           || ARRAY(SELECT word FROM unnest(joined.lexemes) AS word WHERE word LIKE '=join/%')
           || ARRAY(SELECT word FROM unnest(priced.lexemes) AS word WHERE word LIKE '=cost/%'),
    terms = together.terms,
    words = together.words,
    card = card.document,
    document = document.document || jsonb_build_object('sources', sources.list),
    filed_of = coalesce(heard.filed_of, main.id),
    areas_of = coalesce(heard.areas_of, main.id),
    hours_of = coalesce(heard.hours_of, main.id)
FROM heard
JOIN together ON together.main_id = heard.id
JOIN said AS card ON card.main_id = heard.id AND card.form = 'card'
JOIN said AS document ON document.main_id = heard.id AND document.form = 'document'
LEFT JOIN sources ON sources.main_id = heard.id
LEFT JOIN publish_service AS filed ON filed.id = heard.filed_of
LEFT JOIN publish_service AS served ON served.id = heard.areas_of
LEFT JOIN publish_service AS delivered ON delivered.id = heard.delivery_of
LEFT JOIN publish_service AS joined ON joined.id = heard.joining_of
LEFT JOIN publish_service AS priced ON priced.id = heard.cost_of
LEFT JOIN publish_service AS aged ON aged.id = heard.ages_of
LEFT JOIN publish_service AS assured ON assured.id = heard.assured_of
WHERE main.id = heard.id
