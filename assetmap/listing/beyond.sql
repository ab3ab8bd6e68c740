-- What is further than the radius, or across the border, and yet nearer than anything inside.
SELECT jsonb_agg({row} ORDER BY position, name, id)
FROM (
    SELECT id, name, card, {order} AS position
    FROM listing
    WHERE {beyond}
      AND ST_DWithin(point, {home}, least(:furthest, (
          SELECT {order} FROM listing WHERE {places} ORDER BY {order} LIMIT 1)))
      AND {order} < coalesce((SELECT {order} FROM listing WHERE {places} ORDER BY {order} LIMIT 1), :furthest)
    ORDER BY {order}, name, id
    LIMIT :beyond_most
) AS nearer
