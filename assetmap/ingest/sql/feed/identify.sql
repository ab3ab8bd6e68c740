-- Which services of the feed stand, and the keys of what they hold.
CREATE TEMPORARY TABLE turned_away (row_number integer PRIMARY KEY) ON COMMIT DROP;

INSERT INTO turned_away SELECT row_number FROM fed WHERE refused;

WITH again AS (
    SELECT row_number, service_key, first_value(row_number) OVER same_key AS first_row
    FROM fed
    WHERE NOT refused
    WINDOW same_key AS (PARTITION BY service_key ORDER BY row_number)
),
told AS (
    INSERT INTO incoming_issue
    SELECT row_number, 'id', service_key, format('Record %s has this id too.', first_row), 'refused', 'Imported once.'
    FROM again
    WHERE row_number <> first_row
    RETURNING row_number
)
INSERT INTO turned_away SELECT row_number FROM told;

CREATE TEMPORARY TABLE asked_key (kind text, key text) ON COMMIT DROP;

INSERT INTO asked_key (kind, key)
WITH standing AS (
    SELECT service_key, document FROM fed WHERE row_number NOT IN (SELECT row_number FROM turned_away)
),
place AS (
    SELECT service_key, held.value ->> 'key' AS key
    FROM standing
    CROSS JOIN LATERAL jsonb_array_elements(document -> 'places') AS held (value)
)
SELECT 'service', service_key FROM standing
UNION
SELECT 'organization', document -> 'organization' ->> 'key' FROM standing
UNION
SELECT 'organization', above.value ->> 'key'
FROM standing
CROSS JOIN LATERAL jsonb_array_elements(document -> 'organization' -> 'above') AS above (value)
UNION
SELECT 'location', key FROM place
UNION
SELECT 'service_at_location', concat_ws(':', service_key, key) FROM place;

ANALYZE asked_key;
