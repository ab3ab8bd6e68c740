-- The services shown. What the standard cannot say stands in fields of ours beside its own: waiting time and
-- capacity with their dates, sample, the districts of places that are secret, and the names of the sources.
CREATE TEMPORARY TABLE record_service WITH (toast_tuple_target = 8160) ON COMMIT DROP AS
WITH
held AS (
    SELECT service_id, jsonb_agg(summary || detail ORDER BY id) AS list
    FROM record_place
    GROUP BY service_id
),
area_served AS (
    SELECT shown.service_id,
           jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'id', stated.id, 'name', coalesce(nullif(btrim(stated.name), ''), area.name),
               'extent', stated.extent, 'extent_type', stated.extent_type, 'area_code', stated.area_code,
               'uri', coalesce(stated.uri, :statistics || area.code),
               'service_area', coalesce(nullif(btrim(stated.service_area), ''), stated.name, area.name)))
               ORDER BY stated.id) AS list
    FROM record_shown AS shown
    JOIN publish_service AS told ON told.id = shown.service_id
    JOIN redacted_service_area AS stated ON stated.service_id = told.areas_of
    LEFT JOIN area ON area.code = stated.area_code
    GROUP BY shown.service_id
)
SELECT
    service.id,
    service.organization_id,
    service.minimum_age::smallint AS minimum_age,
    service.maximum_age::smallint AS maximum_age,
    withheld.service_id IS NOT NULL
        OR EXISTS (SELECT FROM publish_place AS place
                   WHERE place.service_id = shown.service_id AND place.confidential) AS secret,
    week.open,
    service.terms
        || array_to_tsvector(coalesce(claim.lexemes, '{}') || coalesce(week.lexemes, '{}')) AS terms,
    service.terms || array_to_tsvector(
        coalesce(claim.lexemes, '{}')
        || CASE WHEN service.stated_areas = '{}' THEN ARRAY['=serves/all']
                ELSE ARRAY(SELECT '=serves/' || unnest(service.stated_areas)) END) AS everywhere,
    jsonb_strip_nulls(jsonb_build_object(
        'id', service.id, 'name', service.name, 'description', nullif(btrim(told.description), ''),
        'url', CASE WHEN told.url ~ :uri THEN told.url END,
        'email', CASE WHEN told.email ~ :email THEN told.email END,
        'status', told.status, 'fees', nullif(btrim(told.fees), ''),
        'accreditations', nullif(btrim(told.accreditations), ''),
        'minimum_age', service.minimum_age, 'maximum_age', service.maximum_age,
        'assured_date', service.assured_on, 'alert', nullif(btrim(told.alert), ''),
        'waiting_days', told.waiting_days, 'waiting_stated_on', told.waiting_stated_on,
        'capacity', told.capacity, 'capacity_stated_on', told.capacity_stated_on,
        'sample', nullif(service.sample, false), 'organization', organization.summary - apart.fields)) AS summary,
    jsonb_strip_nulls(jsonb_build_object(
        'organization', CASE WHEN organization.detail <> '{}'
                             THEN organization.summary - apart.fields || organization.detail END,
        'schedules', rule.list, 'service_areas', area_served.list, 'service_at_locations', held.list,
        'languages', told.languages, 'funding', told.funding, 'cost_options', told.cost_options,
        'contacts', told.contacts, 'attributes', claim.list, 'confidential_places', shown.hidden,
        'sources', told.sources)) AS detail
FROM record_shown AS shown
JOIN publish_service AS service ON service.id = shown.service_id
JOIN record_organization AS organization ON organization.id = service.organization_id
CROSS JOIN LATERAL jsonb_to_record(service.document) AS told (
    description text, url text, email text, status text, fees text, accreditations text, alert text,
    waiting_days integer, waiting_stated_on date, capacity integer, capacity_stated_on date,
    languages jsonb, funding jsonb, cost_options jsonb, contacts jsonb, sources jsonb)
LEFT JOIN withheld_service AS withheld ON withheld.service_id = shown.service_id
-- How to reach its organization could lead to what is withheld.
CROSS JOIN LATERAL (
    SELECT CASE WHEN withheld.service_id IS NULL THEN '{}'::text[] ELSE '{email,website,logo,uri}' END AS fields
) AS apart
LEFT JOIN record_claim AS claim ON claim.service_id = shown.service_id
LEFT JOIN record_week AS week ON week.service_id = shown.service_id
LEFT JOIN record_rule AS rule ON rule.service_id = shown.service_id
LEFT JOIN area_served ON area_served.service_id = shown.service_id
LEFT JOIN held ON held.service_id = shown.service_id
