-- What is new, what has changed and what is as it was; and what was there and did not come again.
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH hashed AS (
    SELECT identified.*, incoming.content, incoming.record,
           sha256(convert_to(concat_ws('|', incoming.content, identified.key, placed.location_id,
                                       ST_AsText(placed.point), placed.location_source, placed.accuracy_m,
                                       placed.ward_code, placed.district_code, placed.lsoa_code), 'UTF8'))
               AS row_hash
    FROM identified
    JOIN incoming USING (row_number)
    LEFT JOIN placed USING (row_number)
)
SELECT hashed.row_number, hashed.key, hashed.service_id, hashed.location_id, hashed.service_at_location_id,
       hashed.row_hash,
       CASE WHEN record.key IS NULL THEN 'new'
            WHEN record.row_hash = hashed.row_hash AND record.retired_at IS NULL THEN 'same'
            ELSE 'changed' END AS fate
FROM hashed
CROSS JOIN this_import
LEFT JOIN source_record AS record ON record.source_id = this_import.source_id AND record.key = hashed.key;

CREATE UNIQUE INDEX ON judged (row_number);
CREATE INDEX ON judged (service_id);
CREATE INDEX ON judged (key);
ANALYZE judged;

-- A row that came but was refused is not gone; one that says that its service has closed is.
CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
WITH here AS (
    SELECT known.id AS service_id, bool_and(incoming.closed) AS closed
    FROM incoming
    CROSS JOIN this_import
    JOIN source_key AS known
        ON known.source_id = this_import.source_id AND known.kind = 'service' AND known.key = incoming.service_key
    WHERE incoming.refused
    GROUP BY known.id
)
SELECT record.key, record.service_id, record.location_id, coalesce(here.closed, false) AS closed
FROM source_record AS record
CROSS JOIN this_import
LEFT JOIN here ON here.service_id = record.service_id
WHERE record.source_id = this_import.source_id
  AND record.retired_at IS NULL
  AND NOT EXISTS (SELECT FROM judged WHERE judged.key = record.key)
  AND CASE WHEN here.service_id IS NULL THEN NOT this_import.partial ELSE here.closed END;

CREATE INDEX ON gone (key);
CREATE INDEX ON gone (service_id);
ANALYZE gone;

CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
SELECT service_id FROM judged WHERE fate <> 'same'
UNION
SELECT service_id FROM gone;

CREATE UNIQUE INDEX ON touched (service_id);
ANALYZE touched;

-- The row of each touched service that speaks for it. Where other rows of a service are not in a partial file, one of
-- them may be that row, so the service's own details stay as they are.
CREATE TEMPORARY TABLE lead_row ON COMMIT DROP AS
SELECT DISTINCT ON (judged.service_id) judged.service_id, judged.row_number, run_by.id AS organization_id
FROM judged
JOIN touched USING (service_id)
JOIN incoming USING (row_number)
CROSS JOIN this_import
JOIN known_key AS run_by ON run_by.kind = 'organization' AND run_by.key = incoming.organization_key
WHERE NOT this_import.partial
   OR NOT EXISTS (
       SELECT FROM source_record AS record
       WHERE record.service_id = judged.service_id
         AND record.source_id = this_import.source_id
         AND record.retired_at IS NULL
         AND NOT EXISTS (SELECT FROM judged AS other WHERE other.key = record.key)
   )
ORDER BY judged.service_id, judged.row_number;

CREATE UNIQUE INDEX ON lead_row (service_id);
ANALYZE lead_row;
