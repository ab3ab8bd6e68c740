-- When each service shown is open, at any of its places, and the lexemes of its days.
CREATE TEMPORARY TABLE record_week ON COMMIT DROP AS
WITH
owner AS (
    SELECT service_id, service_id AS id FROM record_shown
    UNION ALL
    SELECT service_id, unnest(places) FROM record_shown
),
held AS (
    SELECT owner.service_id, array_agg(DISTINCT owned.timetable ORDER BY owned.timetable) AS timetables
    FROM owner
    JOIN publish_hours AS owned ON owned.owner_id = owner.id
    GROUP BY owner.service_id
)
SELECT held.service_id, week.open, week.lexemes
FROM held
JOIN (
    -- Many services share few timetables.
    SELECT several.timetables,
           (SELECT range_agg(one.open) FROM record_open AS one WHERE one.timetable = ANY (several.timetables)) AS open,
           (SELECT array_agg(DISTINCT each.lexeme)
            FROM record_open AS one
            CROSS JOIN LATERAL unnest(one.lexemes) AS each (lexeme)
            WHERE one.timetable = ANY (several.timetables)) AS lexemes
    FROM (SELECT DISTINCT timetables FROM held) AS several
) AS week ON week.timetables = held.timetables
