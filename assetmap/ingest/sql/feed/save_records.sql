-- The services as the feed has them; what is gone from it is retired and not deleted.
INSERT INTO source_record AS kept (
    source_id, key, service_id, location_id, row_hash, record, first_import_id, last_import_id, retired_at)
SELECT this_import.source_id, judged.key, judged.service_id, NULL, judged.row_hash, incoming.record,
       this_import.run_id, this_import.run_id, NULL
FROM judged
JOIN incoming USING (row_number), this_import
WHERE judged.fate <> 'same'
ON CONFLICT (source_id, key) DO UPDATE SET
    row_hash = EXCLUDED.row_hash, record = EXCLUDED.record, last_import_id = EXCLUDED.last_import_id,
    retired_at = NULL;

UPDATE source_record AS record
SET retired_at = now()
FROM gone, this_import
WHERE record.source_id = this_import.source_id AND record.key = gone.key;

UPDATE service
SET status = 'inactive', last_modified = now()
FROM gone
WHERE service.id = gone.service_id
  AND service.status IN ('active', 'temporarily closed')
  AND NOT EXISTS (
      SELECT FROM source_record AS record
      WHERE record.service_id = service.id AND record.retired_at IS NULL
  );

-- What the public sees of a service changes with its organization and with the places that it shares; and whoever
-- stands above an organization is published with the services below.
CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
WITH RECURSIVE below (id) AS (
    SELECT id FROM renamed
    UNION
    SELECT organization.id
    FROM below
    JOIN organization ON organization.parent_organization_id = below.id
)
SELECT service_id FROM lead_row
UNION
SELECT service_id FROM gone
UNION
SELECT service.id FROM service JOIN below ON below.id = service.organization_id
UNION
SELECT held.service_id FROM service_at_location AS held JOIN moving USING (location_id);

CREATE INDEX ON touched (service_id);
ANALYZE touched;
