-- The ids of the services that stand and of what they hold. A place is known by its key in the whole feed, so that
-- services that share it share it here; the first service to name it says what it is.
CREATE TEMPORARY TABLE service_row ON COMMIT DROP AS
SELECT fed.row_number, fed.service_key AS key, known.id AS service_id, run_by.id AS organization_id
FROM fed
JOIN known_key AS known ON known.kind = 'service' AND known.key = fed.service_key
JOIN known_key AS run_by
    ON run_by.kind = 'organization' AND run_by.key = fed.document -> 'organization' ->> 'key'
WHERE fed.row_number NOT IN (SELECT row_number FROM turned_away);

CREATE UNIQUE INDEX ON service_row (row_number);
CREATE UNIQUE INDEX ON service_row (service_id);
ANALYZE service_row;

CREATE TEMPORARY TABLE held ON COMMIT DROP AS
SELECT service_row.row_number, service_row.service_id, place.ordinality AS nth, place.value AS document,
       there.id AS location_id, at.id AS service_at_location_id
FROM service_row
JOIN fed USING (row_number)
CROSS JOIN LATERAL jsonb_array_elements(fed.document -> 'places') WITH ORDINALITY AS place (value, ordinality)
JOIN known_key AS there ON there.kind = 'location' AND there.key = place.value ->> 'key'
JOIN known_key AS at
    ON at.kind = 'service_at_location' AND at.key = concat_ws(':', service_row.key, place.value ->> 'key');

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
