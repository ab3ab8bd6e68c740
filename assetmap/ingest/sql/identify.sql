-- Which rows stand, and under which keys their services are known.
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

CREATE TEMPORARY TABLE asked_key (kind text, key text) ON COMMIT DROP;

INSERT INTO asked_key (kind, key)
SELECT 'service', service_key
FROM incoming
WHERE NOT EXISTS (SELECT FROM turned_away WHERE turned_away.row_number = incoming.row_number)
UNION
SELECT 'organization', organization_key
FROM incoming
WHERE NOT EXISTS (SELECT FROM turned_away WHERE turned_away.row_number = incoming.row_number);

ANALYZE asked_key;
