-- Which services of the feed stand, and the ids of what they hold. A place is known by its key in the whole feed,
-- so that services that share it share it here; the first service to name it says what it is.
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

CREATE TEMPORARY TABLE service_row ON COMMIT DROP AS
SELECT fed.row_number, fed.service_key AS key,
       uuid_generate_v5(this_import.namespace, concat_ws(':', this_import.source, 'service', fed.service_key))
           AS service_id,
       uuid_generate_v5(this_import.namespace,
                        concat_ws(':', this_import.source, 'organization', fed.document -> 'organization' ->> 'key'))
           AS organization_id
FROM fed, this_import
WHERE fed.row_number NOT IN (SELECT row_number FROM turned_away);

CREATE UNIQUE INDEX ON service_row (row_number);
CREATE UNIQUE INDEX ON service_row (service_id);
ANALYZE service_row;

CREATE TEMPORARY TABLE held ON COMMIT DROP AS
SELECT service_row.row_number, service_row.service_id, place.ordinality AS nth, place.value AS document,
       uuid_generate_v5(this_import.namespace,
                        concat_ws(':', this_import.source, 'location', place.value ->> 'key')) AS location_id,
       uuid_generate_v5(this_import.namespace,
                        concat_ws(':', this_import.source, 'service_at_location', service_row.key,
                                  place.value ->> 'key')) AS service_at_location_id
FROM service_row
JOIN fed USING (row_number)
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_array_elements(fed.document -> 'places') WITH ORDINALITY AS place (value, ordinality);

CREATE INDEX ON held (row_number);
CREATE INDEX ON held (location_id);
CREATE INDEX ON held (service_id);
CREATE INDEX ON held (service_at_location_id);
ANALYZE held;

CREATE TEMPORARY TABLE site ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY location_id)::integer AS site_number, one.*
FROM (
    SELECT DISTINCT ON (location_id) location_id, row_number AS told_in, nth, document
    FROM held
    ORDER BY location_id, row_number, nth
) AS one;

CREATE UNIQUE INDEX ON site (site_number);
CREATE INDEX ON site (location_id);
ANALYZE site;

-- What the search for places asks for: a row for each place, under the names that spreadsheets' rows have.
CREATE TEMPORARY VIEW incoming AS
SELECT site.site_number AS row_number, given.postcode, given.x, given.y, given.srid, given.given_accuracy_m,
       jsonb_build_object('latitude', concat_ws(', ', given.y, given.x)) AS record
FROM site
CROSS JOIN LATERAL jsonb_to_record(site.document) AS given (
    postcode text, x double precision, y double precision, srid integer, given_accuracy_m integer);

CREATE TEMPORARY VIEW identified AS SELECT site_number AS row_number, location_id FROM site;
