-- The ids of each row that stands: of its service, of its place, and of the one at the other.
CREATE TEMPORARY TABLE identified ON COMMIT DROP AS
SELECT keyed_row.row_number, keyed_row.key, keyed_row.service_id, place.id AS location_id,
       held.id AS service_at_location_id
FROM keyed_row
LEFT JOIN known_key AS place
    ON place.kind = 'location' AND place.key = keyed_row.location_key AND keyed_row.has_place
LEFT JOIN known_key AS held
    ON held.kind = 'service_at_location' AND held.key = keyed_row.location_key AND keyed_row.has_place;

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
