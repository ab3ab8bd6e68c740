-- The rows that the listing must hold of the services in scope, complete.
CREATE TEMPORARY TABLE publish_row WITH (toast_tuple_target = 8160) ON COMMIT DROP AS
WITH
timed AS MATERIALIZED (
    SELECT DISTINCT ON (kept.id) kept.id, said.hours, said.lexemes
    FROM publish_kept AS kept
    CROSS JOIN LATERAL unnest(kept.timetables) WITH ORDINALITY AS turn (owner_id, place)
    JOIN publish_hours AS owned ON owned.owner_id = turn.owner_id
    JOIN publish_said AS said ON said.timetable = owned.timetable
    ORDER BY kept.id, turn.place
),
placed AS MATERIALIZED (
    -- What has no point of its own may have several places, of which the first is shown and all are told.
    SELECT kept.id,
           (array_agg(place.id ORDER BY place.id) FILTER (WHERE NOT place.confidential))[1] AS shown_id,
           jsonb_agg(place.document ORDER BY place.id) FILTER (WHERE place.document IS NOT NULL) AS documents
    FROM publish_kept AS kept
    CROSS JOIN LATERAL unnest(kept.places) AS one (id)
    JOIN publish_place AS place ON place.id = one.id
    WHERE kept.listing_group <> 'place'
    GROUP BY kept.id
),
secret AS MATERIALIZED (
    -- Listed in whatever way: one that is given online keeps its place secret too.
    SELECT service_id FROM publish_place WHERE confidential
    UNION
    SELECT service_id FROM withheld_service
),
served AS MATERIALIZED (
    SELECT several.serves, jsonb_agg(area.name ORDER BY area.name) AS names
    FROM (SELECT DISTINCT serves FROM publish_kept) AS several
    JOIN area ON area.code = ANY (several.serves)
    GROUP BY several.serves
)
SELECT
    kept.id,
    kept.service_id,
    service.organization_id,
    kept.listing_group,
    service.name,
    service.organization_name,
    CASE WHEN kept.listing_group = 'place' THEN place.point END AS point,
    CASE WHEN kept.listing_group = 'place' THEN place.accuracy_m END AS accuracy_m,
    CASE WHEN kept.listing_group = 'place' THEN place.location_source END AS location_source,
    CASE WHEN kept.listing_group = 'place' THEN place.ward_code END AS ward_code,
    CASE WHEN kept.listing_group = 'place' THEN place.district_code
         WHEN kept.hidden AND cardinality(kept.serves) = 1 THEN kept.serves[1] END AS district_code,
    service.categories,
    kept.serves,
    service.minimum_age::smallint AS minimum_age,
    service.maximum_age::smallint AS maximum_age,
    service.assured_on,
    service.sample,
    service.terms
        || setweight(to_tsvector('english', coalesce(place.text, '')), 'D')
        || array_to_tsvector(
            service.lexemes || coalesce(timed.lexemes, '{}')
            || ARRAY(SELECT kept.lies_in || unnest(kept.areas || above.codes))
            || ARRAY(SELECT '=how/' || unnest(kept.how))
            || ARRAY(SELECT '=access/' || unnest(place.access))
            || CASE WHEN kept.serves = '{}' THEN ARRAY[kept.open_to || 'all']
                    ELSE ARRAY(SELECT kept.open_to || unnest(kept.serves)) END) AS terms,
    tsvector_to_array(service.words || to_tsvector('simple', coalesce(place.text, ''))) AS words,
    jsonb_strip_nulls(
        service.card || coalesce(place.card, '{}')
        || jsonb_build_object(
            'group', kept.listing_group, 'hours', to_jsonb(timed.hours),
            'confidential', nullif(kept.hidden, false),
            'areas', coalesce(nullif(service.card -> 'areas', 'null'), served.names))) AS card,
    jsonb_strip_nulls(
        service.document
        || jsonb_build_object(
            'service_at_locations', CASE
                WHEN kept.listing_group <> 'place' THEN placed.documents
                ELSE jsonb_build_array(place.document) END, 'hours', to_jsonb(timed.hours),
            'listing', jsonb_build_object(
                'id', kept.id, 'group', kept.listing_group, 'serves', nullif(to_jsonb(kept.serves), '[]'),
                'confidential', nullif(kept.hidden, false)))
        -- The moment in which a place became secret is not for all.
        || CASE WHEN secret.service_id IS NOT NULL THEN jsonb_build_object(
               'last_modified', left(service.document ->> 'last_modified', 10) || 'T00:00:00.000Z')
           ELSE '{}' END) AS document
FROM publish_kept AS kept
JOIN publish_service AS service ON service.id = kept.service_id
LEFT JOIN timed ON timed.id = kept.id
LEFT JOIN secret ON secret.service_id = kept.service_id
LEFT JOIN placed ON placed.id = kept.id
LEFT JOIN served ON served.serves = kept.serves
LEFT JOIN publish_above AS above ON above.within = kept.within
LEFT JOIN publish_place AS place
    ON place.id = CASE WHEN kept.listing_group = 'place' THEN kept.id ELSE placed.shown_id END
