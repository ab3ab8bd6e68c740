-- Who is secret, as far as places are marked. A mark that a person lifted comes again only if the source had dropped it
-- and says it anew; a mark that only the source dropped stays. `secrecy_said` holds the sources' last words.
UPDATE secret_service AS secret
SET lifted_by = NULL, lifted_at = NULL, why = NULL, since = now()
FROM secrecy_said AS said
WHERE said.service_id = secret.service_id AND said.marked AND NOT secret.marked AND secret.lifted_at IS NOT NULL;

UPDATE location
SET confidential = false
FROM service_at_location AS held
JOIN secret_service AS secret ON secret.service_id = held.service_id AND secret.lifted_at IS NOT NULL
WHERE location.id = held.location_id AND location.confidential
  AND NOT EXISTS (SELECT FROM service_at_location AS beside
                  JOIN secret_service AS other ON other.service_id = beside.service_id AND other.lifted_at IS NULL
                  WHERE beside.location_id = location.id);

UPDATE secret_service AS secret
SET marked = said.marked
FROM secrecy_said AS said
WHERE said.service_id = secret.service_id AND secret.marked <> said.marked;

INSERT INTO secret_service (service_id)
SELECT DISTINCT held.service_id
FROM location
JOIN service_at_location AS held ON held.location_id = location.id
WHERE location.confidential
ON CONFLICT (service_id) DO NOTHING;

-- A secret service whose secret place is none of its places any more has moved, or became one of several: what of its
-- places was not public before is as secret.
UPDATE location
SET confidential = true
FROM service_at_location AS held
JOIN secret_service AS secret ON secret.service_id = held.service_id AND secret.lifted_at IS NULL
WHERE location.id = held.location_id
  AND NOT EXISTS (SELECT FROM published_place AS place WHERE place.id = held.id)
  AND NOT EXISTS (SELECT FROM service_at_location AS marked
                  JOIN location AS there ON there.id = marked.location_id AND there.confidential
                  WHERE marked.service_id = held.service_id);

INSERT INTO secret_place (service_id, line, postcode, uprn, point, district_code)
SELECT held.service_id, said.line, said.postcode, said.uprn, said.point, place.district_code
FROM secret_service AS secret
JOIN service_at_location AS held ON held.service_id = secret.service_id
JOIN location AS place ON place.id = held.location_id AND place.confidential
LEFT JOIN address ON address.location_id = place.id
CROSS JOIN LATERAL (
    SELECT nullif(concat_ws(', ', nullif(btrim(place.name), ''), nullif(btrim(address.address_1), '')), '') AS line,
           nullif(regexp_replace(upper(address.postal_code), '[^A-Z0-9]', '', 'g'), '') AS postcode,
           ltrim(place.external_identifier, '0') AS uprn,
           CASE WHEN place.location_source IN ('given', 'uprn', 'pin') THEN place.point END AS point
) AS said
WHERE secret.lifted_at IS NULL
  AND NOT EXISTS (
      SELECT FROM secret_place AS known
      WHERE known.service_id = held.service_id
        AND (known.line, known.postcode, known.uprn, known.district_code)
            IS NOT DISTINCT FROM (said.line, said.postcode, said.uprn, place.district_code)
        AND known.point IS NOT DISTINCT FROM said.point);
