SELECT id, name, card, -ts_rank(terms, websearch_to_tsquery('english', :words)) AS position
FROM (SELECT * FROM listing WHERE {where} ORDER BY name, id LIMIT :ranked) AS candidate
ORDER BY position, name, id
LIMIT :most
