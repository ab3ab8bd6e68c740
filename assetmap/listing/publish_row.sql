-- The rows that the listing must hold of the services in scope, complete.
CREATE TEMPORARY TABLE publish_row ON COMMIT DROP AS
WITH
placed AS (
    SELECT kept.id, hours.hours, hours.lexemes AS times,
           ARRAY(SELECT kept.lies_in || unnest(kept.areas)
                 UNION SELECT kept.lies_in || unnest(above.codes)
                 FROM publish_above AS above
                 WHERE above.code = ANY (kept.within))
               AS lies_in,
           (SELECT jsonb_agg(place.document ORDER BY place.id)
            FROM publish_place AS place
            WHERE place.id = ANY (kept.places) AND place.document IS NOT NULL) AS documents,
           (SELECT jsonb_agg(area.name ORDER BY area.name) FROM area WHERE area.code = ANY (kept.serves))
               AS served_names
    FROM publish_kept AS kept
    LEFT JOIN LATERAL (
        SELECT said.hours, said.lexemes
        FROM publish_hours AS owned
        JOIN publish_said AS said ON said.timetable = owned.timetable
        WHERE owned.owner_id = ANY (kept.timetables)
        ORDER BY array_position(kept.timetables, owned.owner_id)
        LIMIT 1
    ) AS hours ON true
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
            service.lexemes || placed.lies_in || coalesce(placed.times, '{}')
            || ARRAY(SELECT '=how/' || unnest(kept.how))
            || ARRAY(SELECT '=access/' || unnest(place.access))
            || CASE WHEN kept.serves = '{}' THEN ARRAY[kept.open_to || 'all']
                    ELSE ARRAY(SELECT kept.open_to || unnest(kept.serves)) END) AS terms,
    tsvector_to_array(service.words || to_tsvector('simple', coalesce(place.text, ''))) AS words,
    jsonb_strip_nulls(
        service.card || coalesce(place.card, '{}')
        || jsonb_build_object(
            'group', kept.listing_group, 'hours', to_jsonb(placed.hours),
            'confidential', nullif(kept.hidden, false),
            'areas', coalesce(nullif(service.card -> 'areas', 'null'), placed.served_names))) AS card,
    jsonb_strip_nulls(
        service.document
        || jsonb_build_object(
            'service_at_locations', placed.documents, 'hours', to_jsonb(placed.hours),
            'listing', jsonb_build_object(
                'id', kept.id, 'group', kept.listing_group, 'serves', nullif(to_jsonb(kept.serves), '[]'),
                'confidential', nullif(kept.hidden, false)))) AS document
FROM publish_kept AS kept
JOIN placed ON placed.id = kept.id
JOIN publish_service AS service ON service.id = kept.service_id
LEFT JOIN LATERAL (
    SELECT *
    FROM publish_place AS shown
    WHERE shown.id = ANY (kept.places) AND NOT shown.confidential
    ORDER BY shown.id
    LIMIT 1
) AS place ON true
