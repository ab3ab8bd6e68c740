-- The places of the services in scope. Of a secret one only its district is kept: one that is confidential, or whose
-- service is withheld because it could give a confidential one away.
CREATE TEMPORARY TABLE publish_place WITH (toast_tuple_target = 8160) ON COMMIT DROP AS
WITH
chosen AS (
    SELECT held.id, held.service_id, held.location_id, withheld.service_id IS NOT NULL AS withheld
    FROM publish_service AS service
    JOIN service_at_location AS held ON held.service_id = service.id
    LEFT JOIN withheld_service AS withheld ON withheld.service_id = service.id
),
place AS (
    SELECT location.*
    FROM redacted_location AS location
    WHERE location.id IN (SELECT location_id FROM chosen)
),
addresses AS (
    SELECT address.location_id,
           jsonb_agg(to_jsonb(address) - 'location_id' ORDER BY address.address_type, address.id) AS list
    FROM address
    WHERE address.location_id IN (SELECT location_id FROM chosen)
    GROUP BY address.location_id
),
access AS (
    SELECT feature.location_id,
           jsonb_agg(to_jsonb(feature) - 'location_id' ORDER BY feature.id) AS list,
           array_agg(DISTINCT feature.accessibility)
               FILTER (WHERE feature.accessibility ~ '^[a-z0-9]+(-[a-z0-9]+)*$') AS words
    FROM redacted_accessibility AS feature
    WHERE feature.location_id IN (SELECT location_id FROM chosen)
    GROUP BY feature.location_id
),
attributes AS (
    SELECT attribute.link_id AS location_id,
           jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'id', attribute.id, 'link_type', attribute.link_type, 'link_id', attribute.link_id,
               'taxonomy_term', jsonb_build_object(
                   'id', term.id, 'term', term.term, 'name', term.name, 'description', term.description,
                   'parent_id', term.parent_id, 'taxonomy', taxonomy.name, 'term_uri', term.term_uri)))
               ORDER BY attribute.id) AS list
    FROM attribute
    JOIN taxonomy_term AS term ON term.id = attribute.taxonomy_term_id
    JOIN taxonomy ON taxonomy.id = term.taxonomy_id
    WHERE attribute.link_type = 'location' AND attribute.link_id IN (SELECT location_id FROM chosen)
    GROUP BY attribute.link_id
),
timetable AS (
    SELECT schedule.service_at_location_id,
           jsonb_agg(to_jsonb(schedule) - 'service_at_location_id' ORDER BY schedule.id) AS list
    FROM chosen
    JOIN redacted_schedule AS schedule ON schedule.service_at_location_id = chosen.id
    GROUP BY schedule.service_at_location_id
)
SELECT
    chosen.id,
    chosen.id AS hours_of,
    chosen.service_id,
    chosen.location_id,
    NULL::text AS name,
    NULL::geometry(Point, 27700) AS point,
    NULL::integer AS accuracy_m,
    NULL::text AS location_source,
    NULL::text AS ward_code,
    place.district_code,
    NULL::text AS lsoa_code,
    true AS confidential,
    NULL::text[] AS access,
    NULL::text AS text,
    NULL::jsonb AS card,
    NULL::jsonb AS document
FROM chosen
JOIN place ON place.id = chosen.location_id
WHERE place.confidential OR chosen.withheld
UNION ALL
SELECT
    chosen.id,
    chosen.id,
    chosen.service_id,
    chosen.location_id,
    place.name,
    place.point,
    place.accuracy_m,
    place.location_source,
    place.ward_code,
    place.district_code,
    place.lsoa_code,
    false,
    access.words,
    concat_ws(' ', place.name, addresses.list -> 0 ->> 'address_1', addresses.list -> 0 ->> 'city'),
    jsonb_build_object(
        'place', place.name,
        'address', nullif(jsonb_strip_nulls(jsonb_build_object(
            'line', addresses.list -> 0 -> 'address_1', 'town', addresses.list -> 0 -> 'city',
            'postcode', addresses.list -> 0 -> 'postal_code')), '{}'),
        'ward', ward.name, 'district', district.name, 'access', to_jsonb(access.words),
        'latitude', round(ST_Y(degrees.point)::numeric, 6), 'longitude', round(ST_X(degrees.point)::numeric, 6),
        'location_source', place.location_source, 'accuracy_m', place.accuracy_m),
    jsonb_build_object(
        'id', chosen.id,
        'schedules', timetable.list,
        'location', jsonb_build_object(
            'id', place.id, 'location_type', place.location_type, 'name', place.name,
            'description', place.description, 'external_identifier', place.external_identifier,
            'external_identifier_type', place.external_identifier_type,
            'location_source', place.location_source, 'accuracy_m', place.accuracy_m,
            'lsoa_code', place.lsoa_code, 'ward_code', place.ward_code, 'district_code', place.district_code,
            'latitude', round(ST_Y(degrees.point)::numeric, 6),
            'longitude', round(ST_X(degrees.point)::numeric, 6),
            'ward', ward.name, 'district', district.name,
            'addresses', addresses.list, 'accessibility', access.list, 'attributes', attributes.list))
FROM chosen
JOIN place ON place.id = chosen.location_id
CROSS JOIN LATERAL (SELECT ST_Transform(place.point, 4326) AS point) AS degrees
LEFT JOIN area AS ward ON ward.code = place.ward_code
LEFT JOIN area AS district ON district.code = place.district_code
LEFT JOIN addresses ON addresses.location_id = place.id
LEFT JOIN access ON access.location_id = place.id
LEFT JOIN attributes ON attributes.location_id = place.id
LEFT JOIN timetable ON timetable.service_at_location_id = chosen.id
WHERE NOT place.confidential AND NOT chosen.withheld
