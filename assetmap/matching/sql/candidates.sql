-- Pairs of one service in scope and one of another source that share what they are known by, or that lie near each
-- other under names that are alike; with the metres between their nearest places. What very many share is left out.
CREATE TEMPORARY TABLE match_candidate ON COMMIT DROP AS
WITH
mine AS (
    SELECT key.*
    FROM match_scope
    JOIN match_key AS key USING (service_id)
),
telling AS (
    SELECT kind, value
    FROM (SELECT DISTINCT kind, value FROM mine) AS each
    WHERE (SELECT count(*)
           FROM (SELECT 1 FROM match_key AS key
                 WHERE key.kind = each.kind AND key.value = each.value
                 LIMIT CAST(:most_shared AS integer) + 1) AS held) <= :most_shared
),
shared AS (
    SELECT mine.service_id, other.service_id AS other_id, count(DISTINCT mine.kind) AS kinds,
           bool_or(mine.kind IN ('phone', 'email')) AS reached_alike
    FROM mine
    JOIN telling USING (kind, value)
    JOIN match_key AS other ON other.kind = mine.kind AND other.value = mine.value
    WHERE other.source_id <> mine.source_id
    GROUP BY mine.service_id, other.service_id
),
near AS (
    SELECT mine.service_id, other.service_id AS other_id
    FROM mine
    JOIN service_at_location AS held ON held.service_id = mine.service_id
    JOIN location AS here ON here.id = held.location_id
    JOIN location AS there ON ST_DWithin(there.point, here.point, :near_m)
    JOIN service_at_location AS beside ON beside.location_id = there.id
    JOIN match_key AS other ON other.service_id = beside.service_id AND other.kind = 'name'
    WHERE mine.kind = 'name' AND other.source_id <> mine.source_id AND similarity(mine.value, other.value) >= :alike
),
found AS (
    SELECT least(shared.service_id, shared.other_id) AS first_id, greatest(shared.service_id, shared.other_id) AS second_id
    FROM shared
    JOIN match_key AS mine ON mine.service_id = shared.service_id AND mine.kind = 'name'
    JOIN match_key AS other ON other.service_id = shared.other_id AND other.kind = 'name'
    WHERE shared.kinds > 1 OR shared.reached_alike OR similarity(mine.value, other.value) >= :alike
    UNION
    SELECT least(service_id, other_id), greatest(service_id, other_id) FROM near
)
SELECT found.first_id, found.second_id,
       (SELECT min(ST_Distance(here.point, there.point))
        FROM service_at_location AS held
        JOIN location AS here ON here.id = held.location_id
        CROSS JOIN service_at_location AS other
        JOIN location AS there ON there.id = other.location_id
        WHERE held.service_id = found.first_id AND other.service_id = found.second_id) AS metres
FROM found
JOIN service AS first ON first.id = found.first_id
JOIN service AS second ON second.id = found.second_id
WHERE first.sample = second.sample
