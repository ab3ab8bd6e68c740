-- What is compared of each service that stands in a pair.
SELECT service.id, known.source_id, service.name, organization.name AS organization, service.sample,
       coalesce(place.confidential, false) AS confidential, coalesce(place.located, false) AS located,
       coalesce(place.words, '') AS context, known.charities, known.hosts, known.phones, known.emails,
       known.postcodes,
       -- The front page of a site says no more than its host does.
       substring(regexp_replace(lower(service.url), '^https?://(www\.)?|[/#?]+$', '', 'g') FROM '^[^/]+/.+$') AS page,
       service.delivery, service.minimum_age, service.maximum_age, hours.rules
FROM (SELECT first_id AS id FROM match_candidate UNION SELECT second_id FROM match_candidate) AS chosen
JOIN service ON service.id = chosen.id
JOIN organization ON organization.id = service.organization_id
CROSS JOIN LATERAL (
    SELECT (array_agg(source_id))[1] AS source_id,
           coalesce(array_agg(value) FILTER (WHERE kind = 'charity'), '{}') AS charities,
           coalesce(array_agg(value) FILTER (WHERE kind = 'host'), '{}') AS hosts,
           coalesce(array_agg(value) FILTER (WHERE kind = 'phone'), '{}') AS phones,
           coalesce(array_agg(value) FILTER (WHERE kind = 'email'), '{}') AS emails,
           coalesce(array_agg(value) FILTER (WHERE kind = 'postcode'), '{}') AS postcodes
    FROM match_key
    WHERE service_id = service.id
) AS known
LEFT JOIN LATERAL (
    SELECT bool_or(location.confidential) AS confidential,
           bool_or(location.point IS NOT NULL OR location.confidential) AS located,
           string_agg(DISTINCT concat_ws(' ', location.name, address.city, ward.name, district.name), ' ') AS words
    FROM service_at_location AS held
    JOIN location ON location.id = held.location_id
    LEFT JOIN address ON address.location_id = location.id
    LEFT JOIN area AS ward ON ward.code = location.ward_code
    LEFT JOIN area AS district ON district.code = location.district_code
    WHERE held.service_id = service.id
) AS place ON true
LEFT JOIN LATERAL (
    SELECT array_agg(concat_ws(' ', schedule.byday, to_char(schedule.opens_at, 'HH24:MI'),
                               to_char(schedule.closes_at, 'HH24:MI'))) AS rules
    FROM schedule
    WHERE schedule.byday IS NOT NULL
      AND (schedule.service_id = service.id
           OR schedule.service_at_location_id IN (SELECT id FROM service_at_location WHERE service_id = service.id))
) AS hours ON true
ORDER BY service.id
