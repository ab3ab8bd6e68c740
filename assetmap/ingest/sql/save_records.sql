-- The rows as the source has them; and what is gone is retired: its service is inactive, or, where the service has
-- other places, only its place is taken from it. Nothing that a source once told us is deleted.
INSERT INTO source_record AS kept (
    source_id, key, service_id, location_id, row_hash, record, first_import_id, last_import_id, retired_at,
    schedule_ids)
SELECT this_import.source_id, judged.key, judged.service_id, judged.location_id, judged.row_hash,
       incoming.record, this_import.run_id, this_import.run_id, NULL, coalesce(told.ids, '{}')
FROM judged
JOIN incoming USING (row_number)
CROSS JOIN this_import
LEFT JOIN (SELECT key, array_agg(id) AS ids FROM wanted_schedule GROUP BY key) AS told USING (key)
WHERE judged.fate <> 'same'
ON CONFLICT (source_id, key) DO UPDATE SET
    service_id = EXCLUDED.service_id, location_id = EXCLUDED.location_id, row_hash = EXCLUDED.row_hash,
    record = EXCLUDED.record, last_import_id = EXCLUDED.last_import_id, retired_at = NULL,
    schedule_ids = EXCLUDED.schedule_ids;

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

-- A changed row may have left its place (it is online now), and a retired row leaves the place that only it named.
DELETE FROM service_at_location AS held
USING touched
WHERE held.service_id = touched.service_id
  AND EXISTS (SELECT FROM source_record AS record
              WHERE record.service_id = held.service_id AND record.retired_at IS NULL)
  AND NOT EXISTS (SELECT FROM source_record AS record
                  WHERE record.service_id = held.service_id AND record.location_id = held.location_id
                    AND record.retired_at IS NULL);
