-- The groups in which the services of some sure pairs already stand, each member with its source.
WITH RECURSIVE
edge AS (
    SELECT first_id AS one_id, second_id AS other_id FROM duplicate WHERE state = 'merged'
    UNION ALL
    SELECT second_id, first_id FROM duplicate WHERE state = 'merged'
),
reached (seed_id, id) AS (
    SELECT seed.id, seed.id FROM unnest(CAST(:service_ids AS uuid[])) AS seed (id)
    UNION
    SELECT reached.seed_id, edge.other_id FROM reached JOIN edge ON edge.one_id = reached.id
)
SELECT reached.seed_id, reached.id, told.source_id
FROM reached
CROSS JOIN LATERAL (SELECT source_id FROM source_record WHERE service_id = reached.id ORDER BY source_id LIMIT 1) AS told
ORDER BY reached.seed_id, reached.id
