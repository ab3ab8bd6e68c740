-- Places of merged services that are listed under another id: of one rank, those near a place that is kept from a
-- source before theirs. A place that is another's twin itself is not kept, or what is near it would go with it.
INSERT INTO publish_twin (id, kept_id, main_id, rank)
SELECT DISTINCT ON (twin.id) twin.id, kept.id, twin.main_id, twin.rank
FROM publish_held AS twin
JOIN publish_held AS kept ON kept.main_id = twin.main_id AND kept.rank < twin.rank
WHERE twin.rank = :rank AND ST_DWithin(twin.point, kept.point, :same_place_m)
  AND NOT EXISTS (SELECT FROM publish_twin AS known WHERE known.id = kept.id)
ORDER BY twin.id, kept.rank, ST_Distance(twin.point, kept.point), kept.id
