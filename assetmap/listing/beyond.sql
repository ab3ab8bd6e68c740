-- What is further than the radius, or across the border, and yet nearer than anything inside.
SELECT jsonb_agg({row} ORDER BY position, name, id)
FROM (
    SELECT id, name, card, point <-> ST_SetSRID(ST_MakePoint(:x, :y), 27700) AS position
    FROM listing
    WHERE {beyond}
      AND point && ST_Expand(ST_SetSRID(ST_MakePoint(:x, :y), 27700),
                             coalesce((SELECT min(position) FROM place), :furthest))
      AND point <-> ST_SetSRID(ST_MakePoint(:x, :y), 27700)
          < coalesce((SELECT min(position) FROM place), :furthest)
    ORDER BY point <-> ST_SetSRID(ST_MakePoint(:x, :y), 27700)
    FETCH FIRST :beyond_most ROWS WITH TIES
) AS nearer
