-- What is compared of each service that stands in a pair.
WITH
chosen AS MATERIALIZED (
    SELECT first_id AS id FROM match_candidate UNION SELECT second_id FROM match_candidate
),
known AS (
    SELECT key.service_id AS id, (array_agg(key.source_id))[1] AS source_id,
           coalesce(array_agg(key.value) FILTER (WHERE key.kind = 'charity'), '{}') AS charities,
           coalesce(array_agg(key.value) FILTER (WHERE key.kind = 'host'), '{}') AS hosts,
           coalesce(array_agg(key.value) FILTER (WHERE key.kind = 'phone'), '{}') AS phones,
           coalesce(array_agg(key.value) FILTER (WHERE key.kind = 'email'), '{}') AS emails,
           coalesce(array_agg(key.value) FILTER (WHERE key.kind = 'postcode'), '{}') AS postcodes
    FROM chosen
    JOIN match_key AS key ON key.service_id = chosen.id
    GROUP BY key.service_id
),
place AS (
    SELECT chosen.id, bool_or(location.confidential) OR withheld.service_id IS NOT NULL AS confidential,
           bool_or(location.point IS NOT NULL OR location.confidential) AS located,
           string_agg(DISTINCT concat_ws(' ', location.name, address.city, ward.name, district.name), ' ') AS words
    FROM chosen
    JOIN service_at_location AS held ON held.service_id = chosen.id
    JOIN location ON location.id = held.location_id
    LEFT JOIN address ON address.location_id = location.id
    LEFT JOIN area AS ward ON ward.code = location.ward_code
    LEFT JOIN area AS district ON district.code = location.district_code
    LEFT JOIN withheld_service AS withheld ON withheld.service_id = chosen.id
    GROUP BY chosen.id, withheld.service_id
),
rule AS (
    SELECT chosen.id, schedule.byday, schedule.opens_at, schedule.closes_at
    FROM chosen
    JOIN schedule ON schedule.service_id = chosen.id
    UNION ALL
    SELECT chosen.id, schedule.byday, schedule.opens_at, schedule.closes_at
    FROM chosen
    JOIN service_at_location AS held ON held.service_id = chosen.id
    JOIN schedule ON schedule.service_at_location_id = held.id
),
hours AS (
    SELECT id, array_agg(concat_ws(' ', byday, to_char(opens_at, 'HH24:MI'), to_char(closes_at, 'HH24:MI'))) AS rules
    FROM rule
    WHERE byday IS NOT NULL
    GROUP BY id
)
SELECT service.id, known.source_id, service.name, organization.name AS organization, service.sample,
       coalesce(place.confidential, false) AS confidential, coalesce(place.located, false) AS located,
       coalesce(place.words, '') AS context, known.charities, known.hosts, known.phones, known.emails,
       known.postcodes,
       -- The front page of a site says no more than its host does.
       substring(regexp_replace(lower(service.url), '^https?://(www\.)?|[/#?]+$', '', 'g') FROM '^[^/]+/.+$') AS page,
       service.delivery, service.minimum_age, service.maximum_age, hours.rules
FROM known
JOIN service ON service.id = known.id
JOIN organization ON organization.id = service.organization_id
LEFT JOIN place ON place.id = known.id
LEFT JOIN hours ON hours.id = known.id
ORDER BY service.id
