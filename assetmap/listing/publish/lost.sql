-- A place that one source could not find is no other place than the one that another source did.
INSERT INTO publish_twin (id, kept_id, main_id, rank)
SELECT DISTINCT ON (lost.id) lost.id, kept.id, lost.main_id, lost.rank
FROM publish_held AS lost
JOIN publish_held AS kept ON kept.main_id = lost.main_id AND kept.rank <> lost.rank AND kept.point IS NOT NULL
WHERE lost.point IS NULL
  AND NOT EXISTS (SELECT FROM publish_twin AS known WHERE known.id = kept.id)
ORDER BY lost.id, kept.rank, kept.id
