-- What each row that stands is known by, and its place.
-- Several rows of one service are its places, or the times of one place. `known` counts the rows that it had:
-- a file that holds only some of them must not make it look like a service of one row.
CREATE TEMPORARY TABLE keyed_row ON COMMIT DROP AS
WITH standing AS (
    SELECT incoming.row_number, incoming.service_key, incoming.has_place, coalesce(incoming.place_key, '') AS place_key,
           known.id AS service_id
    FROM incoming
    JOIN known_key AS known ON known.kind = 'service' AND known.key = incoming.service_key
    WHERE NOT EXISTS (SELECT FROM turned_away WHERE turned_away.row_number = incoming.row_number)
),
shared AS (
    SELECT service_id, count(*) AS rows, count(DISTINCT place_key) AS places
    FROM standing
    GROUP BY service_id
),
known AS (
    SELECT record.service_id, count(*) AS rows, count(DISTINCT record.location_id) AS places
    FROM source_record AS record, this_import
    WHERE record.source_id = this_import.source_id AND record.retired_at IS NULL AND this_import.partial
    GROUP BY record.service_id
),
numbered AS (
    SELECT standing.*,
           row_number() OVER (PARTITION BY service_id, place_key ORDER BY standing.row_number) AS nth,
           greatest(shared.rows, known.rows) > 1 AS one_of_many,
           greatest(shared.places, known.places) > 1 AS one_of_places
    FROM standing
    JOIN shared USING (service_id)
    LEFT JOIN known USING (service_id)
)
SELECT row_number, service_id, has_place,
       CASE WHEN one_of_many THEN concat(service_key, ' @ ', place_key, CASE WHEN nth > 1 THEN ' #' || nth END)
            ELSE service_key END AS key,
       CASE WHEN one_of_places THEN concat(service_key, ' @ ', place_key) ELSE service_key END AS location_key
FROM numbered;

CREATE UNIQUE INDEX ON keyed_row (row_number);
ANALYZE keyed_row;

INSERT INTO asked_key (kind, key)
SELECT DISTINCT kind, location_key
FROM keyed_row
CROSS JOIN (VALUES ('location'), ('service_at_location')) AS of (kind)
WHERE has_place;

ANALYZE asked_key;
