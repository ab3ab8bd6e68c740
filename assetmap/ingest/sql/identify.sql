-- Which rows stand, and under which keys and ids their services, places and records are known.
CREATE INDEX ON incoming (service_key);

CREATE TEMPORARY TABLE turned_away (row_number integer PRIMARY KEY) ON COMMIT DROP;

INSERT INTO turned_away SELECT row_number FROM incoming WHERE refused;

-- A row without the source's own id, whose key is new, is the one service of that name and organization that
-- would otherwise be gone: it moved, or its postcode was mended.
WITH stray AS (
    SELECT loose_key, min(service_key) AS service_key
    FROM incoming
    WHERE NOT refused AND NOT key_given
    GROUP BY loose_key
    HAVING count(*) = 1
),
left_behind AS (
    SELECT regexp_replace(record.key, '[^|]*$', ' ') AS loose_key, min(record.key) AS key
    FROM source_record AS record, this_import
    WHERE record.source_id = this_import.source_id
      AND record.retired_at IS NULL
      AND record.key LIKE '% | % | %'
      AND position(' @ ' IN record.key) = 0
      AND NOT EXISTS (SELECT FROM incoming WHERE incoming.service_key = record.key)
    GROUP BY 1
    HAVING count(*) = 1
)
UPDATE incoming
SET service_key = left_behind.key
FROM stray
JOIN left_behind ON left_behind.loose_key = stray.loose_key
WHERE incoming.service_key = stray.service_key
  AND NOT EXISTS (
      SELECT FROM source_record AS record, this_import
      WHERE record.source_id = this_import.source_id AND record.key = stray.service_key
  );

-- The same row twice.
WITH twin AS (
    SELECT row_number, min(row_number) OVER (PARTITION BY service_key, content) AS first_row
    FROM incoming
    WHERE NOT refused
),
told AS (
    INSERT INTO incoming_issue
    SELECT row_number, NULL, NULL, format('The row is the same as row %s.', first_row), 'refused',
           'Imported once.'
    FROM twin
    WHERE row_number <> first_row
    RETURNING row_number
)
INSERT INTO turned_away SELECT row_number FROM told;

-- One id for two services.
WITH standing AS (
    SELECT row_number, service_key, loose_key, key_given,
           first_value(row_number) OVER same_key AS first_row,
           first_value(loose_key) OVER same_key AS first_loose_key
    FROM incoming
    WHERE NOT EXISTS (SELECT FROM turned_away WHERE turned_away.row_number = incoming.row_number)
    WINDOW same_key AS (PARTITION BY service_key ORDER BY row_number)
),
told AS (
    INSERT INTO incoming_issue
    SELECT row_number, this_import.headers ->> 'id', service_key,
           format('Row %s has this id for another service.', first_row), 'refused', 'Not imported.'
    FROM standing, this_import
    WHERE key_given AND loose_key <> first_loose_key
    RETURNING row_number
)
INSERT INTO turned_away SELECT row_number FROM told;

-- Several rows of one service are its places, or the times of one place. `known` counts the rows that it had:
-- a file that holds only some of them must not make it look like a service of one row.
CREATE TEMPORARY TABLE identified ON COMMIT DROP AS
WITH standing AS (
    SELECT row_number, service_key, has_place, coalesce(place_key, '') AS place_key,
           uuid_generate_v5(this_import.namespace, concat_ws(':', this_import.source, 'service', service_key))
               AS service_id
    FROM incoming, this_import
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
),
keyed AS (
    SELECT row_number, service_id, has_place,
           CASE WHEN one_of_many THEN concat(service_key, ' @ ', place_key, CASE WHEN nth > 1 THEN ' #' || nth END)
                ELSE service_key END AS key,
           CASE WHEN one_of_places THEN concat(service_key, ' @ ', place_key) ELSE service_key END AS location_key
    FROM numbered
)
SELECT keyed.row_number, keyed.key, keyed.service_id,
       CASE WHEN keyed.has_place THEN
           uuid_generate_v5(this_import.namespace, concat_ws(':', this_import.source, 'location', location_key))
       END AS location_id,
       CASE WHEN keyed.has_place THEN
           uuid_generate_v5(this_import.namespace,
                            concat_ws(':', this_import.source, 'service_at_location', location_key))
       END AS service_at_location_id
FROM keyed, this_import;

CREATE UNIQUE INDEX ON identified (row_number);
ANALYZE identified;

-- Only its first row speaks for a service of several rows; what the others say besides place and times is told.
WITH first AS (
    SELECT service_id, min(row_number) AS row_number
    FROM identified
    GROUP BY service_id
    HAVING count(*) > 1
)
INSERT INTO incoming_issue
SELECT other.row_number, NULL, NULL, format('Row %s of the same service has another %s.', first.row_number, differs),
       'left_out', format('Its place and times were taken, and the rest is as row %s has it.', first.row_number)
FROM first
JOIN incoming AS kept ON kept.row_number = first.row_number
JOIN identified AS held ON held.service_id = first.service_id AND held.row_number <> first.row_number
JOIN incoming AS other ON other.row_number = held.row_number
CROSS JOIN LATERAL array_to_string(ARRAY[
    CASE WHEN other.description IS DISTINCT FROM kept.description THEN 'description' END,
    CASE WHEN other.categories IS DISTINCT FROM kept.categories THEN 'category' END,
    CASE WHEN other.costs IS DISTINCT FROM kept.costs THEN 'cost' END,
    CASE WHEN (other.minimum_age, other.maximum_age) IS DISTINCT FROM (kept.minimum_age, kept.maximum_age)
         THEN 'age range' END,
    CASE WHEN other.phones IS DISTINCT FROM kept.phones THEN 'telephone' END,
    CASE WHEN other.email IS DISTINCT FROM kept.email THEN 'e-mail address' END,
    CASE WHEN other.url IS DISTINCT FROM kept.url THEN 'web address' END,
    CASE WHEN other.delivery IS DISTINCT FROM kept.delivery THEN 'way of delivery' END,
    CASE WHEN other.joining IS DISTINCT FROM kept.joining THEN 'way to join' END,
    CASE WHEN other.areas IS DISTINCT FROM kept.areas THEN 'area' END,
    CASE WHEN other.languages IS DISTINCT FROM kept.languages THEN 'list of languages' END,
    CASE WHEN other.contact_name IS DISTINCT FROM kept.contact_name THEN 'contact' END,
    CASE WHEN other.waiting_days IS DISTINCT FROM kept.waiting_days THEN 'waiting time' END,
    CASE WHEN other.capacity IS DISTINCT FROM kept.capacity THEN 'number of places' END,
    CASE WHEN other.alert IS DISTINCT FROM kept.alert THEN 'notice' END
], ', ') AS differs
WHERE differs <> '';
