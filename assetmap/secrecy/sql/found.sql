-- Which services in `secrecy_other` could give one in `secrecy_secret` away, by what, and at which of their places.
-- What is found here is judged afterwards: a postcode by the house numbers, a name by what it says.
CREATE TEMPORARY TABLE secrecy_found (
    service_id uuid, secret_id uuid, kind text, value text, location_id uuid, here text, there text
) ON COMMIT DROP;

INSERT INTO secrecy_found
SELECT held.service_id, place.service_id, 'uprn', place.uprn, location.id, NULL, NULL
FROM secrecy_secret AS secret
JOIN secret_place AS place ON place.service_id = secret.service_id AND place.uprn IS NOT NULL
JOIN location ON ltrim(location.external_identifier, '0') = place.uprn
    AND location.external_identifier_type ILIKE '%uprn%' AND NOT location.confidential
JOIN service_at_location AS held ON held.location_id = location.id
JOIN secrecy_other AS other ON other.service_id = held.service_id;

INSERT INTO secrecy_found
SELECT held.service_id, place.service_id, 'postcode', place.postcode, location.id,
       concat_ws(', ', location.name, address.address_1), place.line
FROM secrecy_other AS other
JOIN service_at_location AS held ON held.service_id = other.service_id
JOIN location ON location.id = held.location_id AND NOT location.confidential
JOIN address ON address.location_id = location.id
JOIN secret_place AS place ON place.postcode = regexp_replace(upper(address.postal_code), '[^A-Z0-9]', '', 'g')
JOIN secrecy_secret AS secret ON secret.service_id = place.service_id;

INSERT INTO secrecy_found
SELECT held.service_id, place.service_id, 'point', ST_AsText(place.point), location.id,
       concat_ws(', ', location.name, address.address_1), place.line
FROM secrecy_secret AS secret
JOIN secret_place AS place ON place.service_id = secret.service_id AND place.point IS NOT NULL
CROSS JOIN LATERAL (
    -- The index of places is to be asked first, for each place.
    SELECT * FROM location AS near WHERE ST_DWithin(near.point, place.point, :same_building_m) OFFSET 0
) AS location
JOIN service_at_location AS held ON held.location_id = location.id
JOIN secrecy_other AS other ON other.service_id = held.service_id
LEFT JOIN address ON address.location_id = location.id
WHERE NOT location.confidential AND location.location_source IN ('given', 'uprn', 'pin');

-- One has a postcode and the other only a point: whatever gives no house, there, may be it.
INSERT INTO secrecy_found
SELECT held.service_id, place.service_id, 'near', place.postcode, location.id, location.name, NULL
FROM secrecy_secret AS secret
JOIN secret_place AS place ON place.service_id = secret.service_id AND length(place.postcode) > 4
JOIN postcode ON postcode.postcode = left(place.postcode, -3) || ' ' || right(place.postcode, 3)
CROSS JOIN LATERAL (
    SELECT * FROM location AS near
    WHERE ST_DWithin(near.point, postcode.point, greatest(postcode.accuracy_m, :least_m)) OFFSET 0
) AS location
JOIN service_at_location AS held ON held.location_id = location.id
JOIN secrecy_other AS other ON other.service_id = held.service_id
WHERE NOT location.confidential AND location.location_source IN ('given', 'uprn', 'pin')
  AND NOT EXISTS (SELECT FROM address WHERE address.location_id = location.id
                  AND (address.postal_code IS NOT NULL OR address.address_1 ~ '[0-9]'));

INSERT INTO secrecy_found
SELECT held.service_id, place.service_id, 'near', ST_AsText(place.point), location.id,
       concat_ws(', ', location.name, address.address_1), place.line
FROM secrecy_secret AS secret
JOIN secret_place AS place ON place.service_id = secret.service_id AND place.point IS NOT NULL
    AND place.postcode IS NULL
CROSS JOIN LATERAL (
    SELECT * FROM location AS near WHERE ST_DWithin(near.point, place.point, :farthest_m) OFFSET 0
) AS location
JOIN service_at_location AS held ON held.location_id = location.id
JOIN secrecy_other AS other ON other.service_id = held.service_id
LEFT JOIN address ON address.location_id = location.id
WHERE NOT location.confidential AND location.location_source IN ('postcode', 'terminated_postcode')
  AND ST_DWithin(location.point, place.point, greatest(location.accuracy_m, :least_m));

-- What the comparison of all services found likely, unless a person said that they are two.
INSERT INTO secrecy_found
SELECT other.service_id, secret.service_id, 'likely', pair.state, NULL, array_to_string(pair.reasons, '; '), NULL
FROM duplicate AS pair
CROSS JOIN LATERAL (VALUES (pair.first_id, pair.second_id), (pair.second_id, pair.first_id)) AS side (one_id, other_id)
JOIN secrecy_secret AS secret ON secret.service_id = side.one_id
JOIN secrecy_other AS other ON other.service_id = side.other_id
WHERE pair.state = 'merged' OR pair.state = 'waiting' AND cardinality(pair.reasons) > 0;

-- A secret service may be retired, or say nothing of where it is: then its name is all that there is to compare.
WITH called AS (
    SELECT secret.service_id, service.name, organization.name AS organization
    FROM secrecy_secret AS secret
    JOIN service ON service.id = secret.service_id
    JOIN organization ON organization.id = service.organization_id
),
named AS (
    SELECT other.service_id, service.name, organization.name AS organization
    FROM secrecy_other AS other
    JOIN service ON service.id = other.service_id
    JOIN organization ON organization.id = service.organization_id
),
plain AS (
    SELECT 'secret' AS side, called.*, regexp_replace(lower(name), '\m(the|a|an|of|and|for|in|at|service|services|group|project|ltd|limited|cic)\M|[^a-z0-9]+', '', 'g') AS word FROM called
    UNION ALL
    SELECT 'other', named.*, regexp_replace(lower(name), '\m(the|a|an|of|and|for|in|at|service|services|group|project|ltd|limited|cic)\M|[^a-z0-9]+', '', 'g') FROM named
)
INSERT INTO secrecy_found
SELECT other.service_id, secret.service_id, 'name', secret.word, NULL,
       other.organization, secret.organization
FROM plain AS secret
JOIN plain AS other ON other.side = 'other' AND other.word = secret.word
WHERE secret.side = 'secret' AND secret.word <> '';

WITH reached AS (
    SELECT other.service_id, 'phone' AS kind,
           regexp_replace(regexp_replace(phone.number, '^\s*(\+|00)44\s*(\(0\))?', '0'), '\D', '', 'g') AS value
    FROM secrecy_other AS other
    JOIN contact ON contact.service_id = other.service_id AND contact.publish
    JOIN phone ON phone.contact_id = contact.id
    UNION ALL
    SELECT other.service_id, each.kind, each.value
    FROM secrecy_other AS other
    JOIN service ON service.id = other.service_id
    JOIN organization ON organization.id = service.organization_id
    CROSS JOIN LATERAL (VALUES
        ('email', lower(btrim(service.email))), ('email', lower(btrim(organization.email))),
        ('site', regexp_replace(lower(service.url), '^\s*(https?://)?(www\.)?|[/#?\s]+$', '', 'g')),
        ('site', regexp_replace(lower(organization.website), '^\s*(https?://)?(www\.)?|[/#?\s]+$', '', 'g'))
    ) AS each (kind, value)
    WHERE each.value IS NOT NULL
)
INSERT INTO secrecy_found
SELECT DISTINCT reached.service_id, reach.secret_id, reach.kind, reach.value, NULL::uuid, NULL, NULL
FROM secrecy_reach AS reach
JOIN reached ON reached.kind = reach.kind
    AND (reached.value = reach.value
         OR reach.kind = 'site' AND strpos(reach.value, '/') = 0 AND split_part(reached.value, '/', 1) = reach.value);
