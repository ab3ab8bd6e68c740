-- Pairs of one service in scope and one of another source that share what they are known by, or that lie near each
-- other under names that are alike; and of the same source, those that share something under names that are alike. With
-- the metres between their nearest places. What very many share is left out.
-- Each step has a table of its own, or the planner takes a few rows for many and many for a few.
CREATE TEMPORARY TABLE match_mine ON COMMIT DROP AS
SELECT key.*
FROM match_scope
JOIN match_key AS key USING (service_id);

ANALYZE match_mine;

CREATE TEMPORARY TABLE match_telling ON COMMIT DROP AS
SELECT key.kind, key.value
FROM match_key AS key
JOIN (SELECT DISTINCT kind, value FROM match_mine) AS mine USING (kind, value)
GROUP BY key.kind, key.value
HAVING count(*) BETWEEN 2 AND :most_shared AND count(DISTINCT key.source_id) > 1;

ANALYZE match_telling;

CREATE TEMPORARY TABLE match_shared ON COMMIT DROP AS
SELECT mine.service_id, other.service_id AS other_id, count(DISTINCT mine.kind) AS kinds,
       bool_or(mine.kind IN ('phone', 'email')) AS reached_alike
FROM match_telling
JOIN match_mine AS mine USING (kind, value)
JOIN match_key AS other USING (kind, value)
WHERE other.source_id <> mine.source_id
GROUP BY mine.service_id, other.service_id;

ANALYZE match_shared;

CREATE TEMPORARY TABLE match_near ON COMMIT DROP AS
WITH here AS MATERIALIZED (
    SELECT mine.service_id, mine.source_id, mine.value, location.point
    FROM match_mine AS mine
    JOIN service_at_location AS held ON held.service_id = mine.service_id
    JOIN location ON location.id = held.location_id AND location.point IS NOT NULL
    WHERE mine.kind = 'name'
      AND EXISTS (SELECT FROM source WHERE source.id <> mine.source_id)
),
-- Where very many are, being near tells nothing, and comparing each with each would take the square of them.
spot AS MATERIALIZED (
    SELECT each.point
    FROM (SELECT DISTINCT point FROM here) AS each
    WHERE (SELECT count(*)
           FROM (SELECT FROM location AS there
                 WHERE ST_DWithin(there.point, each.point, :near_m)
                 LIMIT :most_near + 1) AS there) <= :most_near
)
SELECT DISTINCT here.service_id, other.service_id AS other_id
FROM here
JOIN spot ON spot.point = here.point
CROSS JOIN LATERAL (
    -- The index of places is to be asked first, for each place.
    SELECT id FROM location AS there WHERE ST_DWithin(there.point, here.point, :near_m) OFFSET 0
) AS there
JOIN service_at_location AS beside ON beside.location_id = there.id
JOIN match_key AS other ON other.service_id = beside.service_id AND other.kind = 'name'
WHERE other.source_id <> here.source_id AND similarity(here.value, other.value) >= :alike;

-- What a source's own list is full of, such as its web site, tells nothing of two of its services.
CREATE TEMPORARY TABLE match_own ON COMMIT DROP AS
WITH telling AS (
    SELECT key.source_id, key.kind, key.value
    FROM match_key AS key
    JOIN (SELECT DISTINCT source_id, kind, value FROM match_mine) AS mine USING (source_id, kind, value)
    GROUP BY key.source_id, key.kind, key.value
    HAVING count(*) BETWEEN 2 AND :most_of_one
)
SELECT DISTINCT mine.service_id, other.service_id AS other_id
FROM telling
JOIN match_mine AS mine USING (source_id, kind, value)
JOIN match_key AS other USING (source_id, kind, value)
JOIN match_key AS named ON named.service_id = mine.service_id AND named.kind = 'name'
JOIN match_key AS called ON called.service_id = other.service_id AND called.kind = 'name'
WHERE other.service_id <> mine.service_id AND similarity(named.value, called.value) >= :alike;

CREATE TEMPORARY TABLE match_candidate ON COMMIT DROP AS
WITH
found AS (
    SELECT least(shared.service_id, shared.other_id) AS first_id,
           greatest(shared.service_id, shared.other_id) AS second_id
    FROM match_shared AS shared
    JOIN match_key AS mine ON mine.service_id = shared.service_id AND mine.kind = 'name'
    JOIN match_key AS other ON other.service_id = shared.other_id AND other.kind = 'name'
    WHERE shared.kinds > 1 OR shared.reached_alike OR similarity(mine.value, other.value) >= :alike
    UNION
    SELECT least(service_id, other_id), greatest(service_id, other_id) FROM match_near
    UNION
    SELECT least(service_id, other_id), greatest(service_id, other_id) FROM match_own
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
WHERE first.sample = second.sample;

ANALYZE match_candidate;
