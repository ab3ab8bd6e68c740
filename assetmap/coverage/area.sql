-- An area of these kinds by its code, or by its name as people type it.
SELECT area.code, area.kind, area.name
FROM area
WHERE area.kind = ANY (:kinds) AND (area.code = :named OR lower(area.name) = lower(:named))
ORDER BY array_position(CAST(:kinds AS text[]), area.kind), area.code
LIMIT 1
