-- A page of results. What stands in braces is SQL from search.py and where.py, never a value: the order (the
-- distance from home, or a rank, or nothing), the conditions of each group, and how a row is written.
WITH
place AS MATERIALIZED (
    SELECT id, name, card, {order} AS position
    FROM listing
    WHERE {places}
    ORDER BY {order}, name, id
    LIMIT :per_page OFFSET :offset
),
visiting AS MATERIALIZED (
    SELECT id, name, card, {other_order} AS position
    FROM listing
    WHERE {areas}
    ORDER BY {other_order}, name, id
    LIMIT :per_page OFFSET :offset
),
remote AS MATERIALIZED (
    SELECT id, name, card, {other_order} AS position
    FROM listing
    WHERE {remote}
    ORDER BY {other_order}, name, id
    LIMIT :per_page OFFSET :offset
)
SELECT jsonb_build_object(
    'places', (SELECT jsonb_agg({row} ORDER BY position, name, id) FROM place),
    'areas', (SELECT jsonb_agg({other_row} ORDER BY position, name, id) FROM visiting),
    'remote', (SELECT jsonb_agg({other_row} ORDER BY position, name, id) FROM remote),
    'beyond', ({beyond}),
    'places_total', (SELECT count(*) FROM (SELECT FROM listing WHERE {places} LIMIT :most) AS counted),
    'areas_total', (SELECT count(*) FROM (SELECT FROM listing WHERE {areas} LIMIT :most) AS counted),
    'remote_total', (SELECT count(*) FROM (SELECT FROM listing WHERE {remote} LIMIT :most) AS counted)
) AS found
