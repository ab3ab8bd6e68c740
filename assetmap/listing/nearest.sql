-- Only an order by distance alone is read from the index; so ties are all fetched, and put in order later.
SELECT id, name, card, point <-> ST_SetSRID(ST_MakePoint(:x, :y), 27700) AS position
FROM listing
WHERE {where}
ORDER BY point <-> ST_SetSRID(ST_MakePoint(:x, :y), 27700)
FETCH FIRST :most ROWS WITH TIES
