-- What a map shows: the services in view one by one while they are few, or else how many share each square. In
-- braces stand SQL from map.py (which services match, with number, easting and northing) and no value.
WITH
few AS MATERIALIZED (
    SELECT number FROM ({matched}) AS matched LIMIT :few + 1
)
SELECT CASE
    WHEN (SELECT count(*) FROM few) <= :few THEN (
        SELECT jsonb_build_object(
            'total', count(*), 'grouped', false, 'approximate', false,
            'features', coalesce(jsonb_agg({single} ORDER BY listing.number), '[]'))
        FROM listing
        WHERE listing.number = ANY (ARRAY(SELECT number FROM few))
    )
    WHEN {too_many} THEN ({sampled_groups})
    ELSE ({groups})
END AS view
