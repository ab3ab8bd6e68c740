SELECT id, name, card, CAST(0 AS real) AS position
FROM listing
WHERE {where}
ORDER BY name, id
LIMIT :most
