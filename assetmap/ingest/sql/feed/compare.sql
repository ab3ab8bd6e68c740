-- What was said of places is said of the services that told of them; then every service is compared.
UPDATE incoming_issue
SET row_number = site.told_in,
    column_name = format('service_at_locations[%s].location.%s', site.nth - 1, incoming_issue.column_name)
FROM site
WHERE incoming_issue.row_number = site.site_number AND incoming_issue.column_name IN ('latitude', 'postcode');

DROP VIEW incoming;
DROP VIEW identified;
ALTER TABLE fed RENAME TO incoming;

CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH found AS (
    SELECT held.row_number,
           string_agg(concat_ws('|', held.location_id, ST_AsText(placed.point), placed.location_source,
                                placed.accuracy_m, placed.ward_code, placed.district_code, placed.lsoa_code),
                      ';' ORDER BY held.location_id) AS places
    FROM held
    JOIN site USING (location_id)
    LEFT JOIN placed ON placed.row_number = site.site_number
    GROUP BY held.row_number
),
hashed AS (
    SELECT service_row.row_number, service_row.key, service_row.service_id,
           sha256(convert_to(concat_ws('|', incoming.content, found.places), 'UTF8')) AS row_hash
    FROM service_row
    JOIN incoming USING (row_number)
    LEFT JOIN found USING (row_number)
)
SELECT hashed.*,
       CASE WHEN record.key IS NULL THEN 'new'
            WHEN record.row_hash = hashed.row_hash AND record.retired_at IS NULL THEN 'same'
            ELSE 'changed' END AS fate
FROM hashed
CROSS JOIN this_import
LEFT JOIN source_record AS record ON record.source_id = this_import.source_id AND record.key = hashed.key;

CREATE UNIQUE INDEX ON judged (row_number);
CREATE UNIQUE INDEX ON judged (service_id);
CREATE INDEX ON judged (key);
ANALYZE judged;

-- A service that came and was refused is not gone, unless it says that it has closed.
CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
WITH here AS (
    SELECT service_key AS key, bool_and(closed) AS closed
    FROM incoming
    WHERE refused AND service_key IS NOT NULL
    GROUP BY service_key
)
SELECT record.key, record.service_id, record.location_id, coalesce(here.closed, false) AS closed
FROM source_record AS record
CROSS JOIN this_import
LEFT JOIN here ON here.key = record.key
WHERE record.source_id = this_import.source_id
  AND record.retired_at IS NULL
  AND NOT EXISTS (SELECT FROM judged WHERE judged.key = record.key)
  AND CASE WHEN here.key IS NULL THEN NOT this_import.partial ELSE here.closed END;

CREATE INDEX ON gone (key);
CREATE INDEX ON gone (service_id);
ANALYZE gone;
CREATE TEMPORARY TABLE lead_row ON COMMIT DROP AS
SELECT judged.row_number, judged.service_id, service_row.organization_id, incoming.document
FROM judged
JOIN service_row USING (row_number)
JOIN incoming ON incoming.row_number = judged.row_number
WHERE judged.fate <> 'same';

CREATE UNIQUE INDEX ON lead_row (service_id);
ANALYZE lead_row;

CREATE TEMPORARY TABLE moving ON COMMIT DROP AS
SELECT site.location_id, site.site_number, site.document
FROM site
WHERE EXISTS (SELECT FROM held JOIN lead_row USING (row_number) WHERE held.location_id = site.location_id);

CREATE UNIQUE INDEX ON moving (location_id);
ANALYZE moving;
