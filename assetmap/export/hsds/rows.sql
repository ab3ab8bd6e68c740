-- Each row is one JSON object, `item`. What stands in braces is a table of published records or the part of it
-- that was chosen, put there by rows.py, never a value. Where a table has several statements, their rows follow
-- one another: a sort of all of them would hold up the first.

-- table organizations
SELECT owner.summary AS item FROM {organizations} AS owner ORDER BY owner.id

-- table organization_identifiers
SELECT each.item || jsonb_build_object('organization_id', owner.id) AS item
FROM {organizations} AS owner
CROSS JOIN LATERAL jsonb_array_elements(owner.detail -> 'organization_identifiers')
    WITH ORDINALITY AS each (item, place)
ORDER BY owner.id, each.place

-- table services
SELECT service.summary - 'organization' || jsonb_build_object(
           'organization_id', service.organization_id, 'sources', service.detail -> 'sources',
           'confidential_districts',
               jsonb_path_query_array(service.detail, '$.confidential_places[*].district_code'),
           'delivery', way.delivery, 'joining', way.joining) AS item
FROM {services} AS service
LEFT JOIN LATERAL (
    SELECT jsonb_agg(told.term ->> 'term' ORDER BY told.term ->> 'term')
               FILTER (WHERE told.term ->> 'taxonomy_id' = CAST(:delivery AS text)) AS delivery,
           jsonb_agg(told.term ->> 'term' ORDER BY told.term ->> 'term')
               FILTER (WHERE told.term ->> 'taxonomy_id' = CAST(:joining AS text)) AS joining
    FROM jsonb_path_query(service.detail, '$.attributes[*].taxonomy_term') AS told (term)
) AS way ON true
ORDER BY service.id

-- table service_at_locations
SELECT jsonb_build_object(
           'id', held.id, 'service_id', held.service_id, 'location_id', held.summary #> '{location,id}') AS item
FROM {places} AS held
ORDER BY held.id

-- table locations
SELECT DISTINCT ON (held.summary #>> '{location,id}') held.summary -> 'location' AS item
FROM {places} AS held
ORDER BY held.summary #>> '{location,id}', held.id

-- table addresses
SELECT each.item || jsonb_build_object('location_id', place.id) AS item
FROM (
    SELECT DISTINCT ON (held.summary #>> '{location,id}')
           held.summary #>> '{location,id}' AS id, held.detail #> '{location,addresses}' AS list
    FROM {places} AS held
    ORDER BY held.summary #>> '{location,id}', held.id
) AS place
CROSS JOIN LATERAL jsonb_array_elements(place.list) WITH ORDINALITY AS each (item, number)
ORDER BY place.id, each.number

-- table accessibility
SELECT each.item || jsonb_build_object('location_id', place.id) AS item
FROM (
    SELECT DISTINCT ON (held.summary #>> '{location,id}')
           held.summary #>> '{location,id}' AS id, held.detail #> '{location,accessibility}' AS list
    FROM {places} AS held
    ORDER BY held.summary #>> '{location,id}', held.id
) AS place
CROSS JOIN LATERAL jsonb_array_elements(place.list) WITH ORDINALITY AS each (item, number)
ORDER BY place.id, each.number

-- table schedules
-- A rule of one place belongs to that place alone.
SELECT CASE WHEN each.item ? 'service_at_location_id' THEN each.item
            ELSE each.item || jsonb_build_object('service_id', service.id) END AS item
FROM {services} AS service
CROSS JOIN LATERAL jsonb_array_elements(service.detail -> 'schedules') WITH ORDINALITY AS each (item, place)
ORDER BY service.id, each.place

-- table service_areas
SELECT each.item || jsonb_build_object('service_id', service.id) AS item
FROM {services} AS service
CROSS JOIN LATERAL jsonb_array_elements(service.detail -> 'service_areas') WITH ORDINALITY AS each (item, place)
ORDER BY service.id, each.place

-- table cost_options
SELECT each.item || jsonb_build_object('service_id', service.id) AS item
FROM {services} AS service
CROSS JOIN LATERAL jsonb_array_elements(service.detail -> 'cost_options') WITH ORDINALITY AS each (item, place)
ORDER BY service.id, each.place

-- table contacts
SELECT each.item - 'phones' || jsonb_build_object('service_id', service.id) AS item
FROM {services} AS service
CROSS JOIN LATERAL jsonb_array_elements(service.detail -> 'contacts') WITH ORDINALITY AS each (item, place)
ORDER BY service.id, each.place

-- table phones
SELECT phone.item - 'languages' || jsonb_build_object('contact_id', each.item -> 'id') AS item
FROM {services} AS service
CROSS JOIN LATERAL jsonb_array_elements(service.detail -> 'contacts') WITH ORDINALITY AS each (item, place)
CROSS JOIN LATERAL jsonb_array_elements(each.item -> 'phones') WITH ORDINALITY AS phone (item, place)
ORDER BY service.id, each.place, phone.place

-- table languages
SELECT spoken.item
FROM {services} AS service
CROSS JOIN LATERAL (
    SELECT 0 AS desk, 0 AS line, each.place, each.item || jsonb_build_object('service_id', service.id) AS item
    FROM jsonb_array_elements(service.detail -> 'languages') WITH ORDINALITY AS each (item, place)
    UNION ALL
    SELECT desk.place, phone.place, each.place, each.item || jsonb_build_object('phone_id', phone.item -> 'id')
    FROM jsonb_array_elements(service.detail -> 'contacts') WITH ORDINALITY AS desk (item, place)
    CROSS JOIN LATERAL jsonb_array_elements(desk.item -> 'phones') WITH ORDINALITY AS phone (item, place)
    CROSS JOIN LATERAL jsonb_array_elements(phone.item -> 'languages') WITH ORDINALITY AS each (item, place)
) AS spoken
ORDER BY service.id, spoken.desk, spoken.line, spoken.place

-- table funding
SELECT each.item || jsonb_build_object('service_id', service.id) AS item
FROM {services} AS service
CROSS JOIN LATERAL jsonb_array_elements(service.detail -> 'funding') WITH ORDINALITY AS each (item, place)
ORDER BY service.id, each.place

-- table attributes
SELECT each.item || jsonb_build_object(
           'taxonomy_term_id', each.item #> '{taxonomy_term,id}', 'link_entity', each.item -> 'link_type') AS item
FROM {organizations} AS owner
CROSS JOIN LATERAL jsonb_array_elements(owner.detail -> 'attributes') WITH ORDINALITY AS each (item, place)
ORDER BY owner.id, each.place;
SELECT each.item || jsonb_build_object(
           'taxonomy_term_id', each.item #> '{taxonomy_term,id}', 'link_entity', each.item -> 'link_type') AS item
FROM {services} AS service
CROSS JOIN LATERAL jsonb_array_elements(service.detail -> 'attributes') WITH ORDINALITY AS each (item, place)
ORDER BY service.id, each.place;
SELECT each.item || jsonb_build_object(
           'taxonomy_term_id', each.item #> '{taxonomy_term,id}', 'link_entity', each.item -> 'link_type') AS item
FROM (
    SELECT DISTINCT ON (held.summary #>> '{location,id}')
           held.summary #>> '{location,id}' AS id, held.detail #> '{location,attributes}' AS list
    FROM {places} AS held
    ORDER BY held.summary #>> '{location,id}', held.id
) AS place
CROSS JOIN LATERAL jsonb_array_elements(place.list) WITH ORDINALITY AS each (item, number)
ORDER BY place.id, each.number

-- table taxonomies
SELECT summary AS item FROM published_taxonomy ORDER BY id

-- table taxonomy_terms
SELECT summary AS item FROM published_term ORDER BY id
