-- Places that are hidden: the very one, one of the same service at the same postcode or point, and the one that
-- another source tells of where the hidden one is.
CREATE TEMPORARY TABLE publish_hidden_place ON COMMIT DROP AS
SELECT place.id, place.service_id
FROM publish_place AS place
JOIN hidden ON hidden.kind = 'place' AND hidden.location_id = place.location_id
WHERE NOT place.confidential
UNION
SELECT place.id, place.service_id
FROM publish_hiding AS hiding
JOIN publish_place AS place ON place.service_id = hiding.service_id AND NOT place.confidential
CROSS JOIN digest_secret
LEFT JOIN location AS hidden_location ON hidden_location.id = hiding.location_id
WHERE hiding.kind = 'place'
  AND (hiding.service_id <> hiding.named_id AND ST_DWithin(place.point, hidden_location.point, :same_place_m)
       OR place.location_source = 'given'
          AND keyed_digest(secret, 'point ' || ST_AsText(place.point, 0)) = ANY (hiding.digests)
       OR EXISTS (
           SELECT FROM address
           WHERE address.location_id = place.location_id
             AND keyed_digest(secret, 'postcode ' || upper(regexp_replace(address.postal_code, '\W', '', 'g')))
                 = ANY (hiding.digests)))
