-- Which services are shown as one: those that merged pairs join, with the one that is told first by the preferred
-- source before the others. What is no longer offered comes last: it is not shown, and where it was shown leads to
-- the others. What keeps its place secret stands alone.
CREATE TEMPORARY TABLE match_group ON COMMIT DROP AS
WITH RECURSIVE
edge AS (
    SELECT first_id AS one_id, second_id AS other_id FROM duplicate WHERE state = 'merged'
    UNION ALL
    SELECT second_id, first_id FROM duplicate WHERE state = 'merged'
),
shown_in AS (
    SELECT link.into_service_id AS id
    FROM match_scope
    JOIN service_link AS link ON link.service_id = match_scope.service_id
    UNION
    SELECT link.into_service_id
    FROM match_scope
    JOIN service_link AS link ON link.into_service_id = match_scope.service_id
),
seed AS (
    SELECT match_scope.service_id AS id FROM match_scope JOIN edge ON edge.one_id = match_scope.service_id
    UNION
    SELECT id FROM shown_in
    UNION
    SELECT link.service_id FROM shown_in JOIN service_link AS link ON link.into_service_id = shown_in.id
),
reached (seed_id, id) AS (
    SELECT id, id FROM seed
    UNION
    SELECT reached.seed_id, edge.other_id FROM reached JOIN edge ON edge.one_id = reached.id
)
SELECT id AS service_id, (array_agg(seed_id ORDER BY seed_id))[1] AS group_id
FROM reached
GROUP BY id;

DELETE FROM service_link USING match_group WHERE service_link.service_id = match_group.service_id;

INSERT INTO service_link (service_id, into_service_id, rank)
SELECT service_id, into_service_id, place - 1
FROM (
    SELECT grouped.service_id, row_number() OVER preferred AS place,
           first_value(grouped.service_id) OVER preferred AS into_service_id
    FROM match_group AS grouped
    JOIN service ON service.id = grouped.service_id
    CROSS JOIN LATERAL (
        SELECT source.rank, source.created_at, source.name
        FROM source_record AS record
        JOIN source ON source.id = record.source_id
        WHERE record.service_id = service.id
        ORDER BY source.rank, source.created_at, source.name
        LIMIT 1
    ) AS told
    WHERE NOT EXISTS (SELECT FROM secretive_service AS secret WHERE secret.service_id = service.id)
    WINDOW preferred AS (
        PARTITION BY grouped.group_id
        ORDER BY service.status IN ('active', 'temporarily closed') DESC,
                 told.rank, told.created_at, told.name, service.id)
) AS ordered
WHERE place > 1;
