-- One postcode of each sector in which a row's postcode is not known.
SELECT DISTINCT ON (left(incoming.postcode, -2)) incoming.postcode
FROM incoming
WHERE incoming.postcode IS NOT NULL
  AND NOT EXISTS (SELECT FROM postcode WHERE postcode.postcode = incoming.postcode)
ORDER BY left(incoming.postcode, -2), incoming.postcode
