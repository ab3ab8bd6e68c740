-- Which rows the listing must hold of the services in scope: one for each place that people may come to, and
-- at most one besides for what comes to people, hides its place (both: area) or needs none (remote).
CREATE TEMPORARY TABLE publish_kept ON COMMIT DROP AS
WITH
spread AS (
    SELECT service.id AS service_id,
           coalesce(bool_or(place.point IS NOT NULL), false) AS located,
           coalesce(bool_or(place.confidential AND place.district_code IS NOT NULL), false) AS hidden,
           coalesce(bool_or(place.id IN (SELECT id FROM publish_hidden_place)), false) AS taken_down,
           array_remove(array_agg(DISTINCT place.district_code), NULL) AS districts,
           array_remove(array_agg(DISTINCT place.district_code) FILTER (WHERE place.confidential), NULL)
               AS hidden_districts,
           array_remove(array_agg(place.id ORDER BY place.id) FILTER (WHERE place.point IS NULL), NULL)
               AS unplaced
    FROM publish_service AS service
    LEFT JOIN publish_place AS place ON place.service_id = service.id
    GROUP BY service.id
),
way AS (
    SELECT service.id AS service_id, spread.hidden, spread.districts, spread.hidden_districts, spread.unplaced,
           service.delivery = '{}' OR 'in-person' = ANY (service.delivery) AS in_person,
           'at-home' = ANY (service.delivery) AS at_home,
           service.delivery && ARRAY['online', 'telephone'] AS remote,
           (service.delivery = '{}' OR 'in-person' = ANY (service.delivery))
               AND (spread.hidden OR NOT spread.located AND (service.states_areas OR spread.taken_down)
                    AND (service.stated_areas <> '{}' OR spread.districts <> '{}')) AS unseen
    FROM publish_service AS service
    JOIN spread ON spread.service_id = service.id
)
SELECT place.id, place.service_id, 'place' AS listing_group, service.stated_areas AS serves,
       ARRAY[place.id, service.id] AS timetables, ARRAY['in-person'] AS how,
       array_remove(ARRAY[place.ward_code, place.district_code, place.lsoa_code], NULL) AS areas,
       array_remove(ARRAY[place.district_code], NULL) AS within, ARRAY[place.id] AS places, false AS hidden,
       '=serves/' AS open_to, '=area/' AS lies_in
FROM way
JOIN publish_service AS service ON service.id = way.service_id
JOIN publish_place AS place ON place.service_id = way.service_id AND place.point IS NOT NULL
WHERE way.in_person
UNION ALL
SELECT service.id, service.id, CASE WHEN way.at_home OR way.unseen THEN 'area' ELSE 'remote' END,
       reach.serves, service.id || way.unplaced,
       CASE WHEN way.unseen THEN service.delivery ELSE array_remove(service.delivery, 'in-person') END,
       reach.serves, reach.serves, way.unplaced, way.unseen AND way.hidden,
       CASE WHEN way.at_home OR way.unseen THEN '=visits/' ELSE '=serves/' END,
       CASE WHEN way.at_home OR way.unseen THEN '=visits-in/' ELSE '=remote-in/' END
FROM way
JOIN publish_service AS service ON service.id = way.service_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN service.stated_areas <> '{}' THEN service.stated_areas
                WHEN way.at_home THEN way.districts
                WHEN way.unseen THEN CASE WHEN way.hidden THEN way.hidden_districts ELSE way.districts END
                ELSE '{}' END AS serves
) AS reach
WHERE way.at_home OR way.unseen OR way.remote
