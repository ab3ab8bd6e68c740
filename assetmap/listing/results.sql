-- A page of results and how many there are, each group read once. What stands in braces is SQL from search.py,
-- never a value: how each group is found, in its order, and how a row is written.
WITH
place AS MATERIALIZED ({places}),
visiting AS MATERIALIZED ({areas}),
remote AS MATERIALIZED ({remote})
SELECT jsonb_build_object(
    'places', (
        SELECT jsonb_agg({row} ORDER BY position, name, id)
        FROM (SELECT * FROM place ORDER BY position, name, id LIMIT :per_page OFFSET :offset) AS page),
    'areas', (
        SELECT jsonb_agg(card || jsonb_build_object('id', id) ORDER BY position, name, id)
        FROM (SELECT * FROM visiting ORDER BY position, name, id LIMIT :per_page OFFSET :offset) AS page),
    'remote', (
        SELECT jsonb_agg(card || jsonb_build_object('id', id) ORDER BY position, name, id)
        FROM (SELECT * FROM remote ORDER BY position, name, id LIMIT :per_page OFFSET :offset) AS page),
    'beyond', ({beyond}),
    'places_total', (SELECT least(count(*), :most) FROM place),
    'areas_total', (SELECT count(*) FROM visiting),
    'remote_total', (SELECT count(*) FROM remote)
) AS found
