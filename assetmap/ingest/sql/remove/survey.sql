-- What would go with a source.
WITH told AS (
    SELECT record.service_id, bool_and(record.retired_at IS NOT NULL) AS retired,
           EXISTS (SELECT FROM source_record AS other
                   WHERE other.service_id = record.service_id AND other.source_id <> source.id) AS shared
    FROM source
    JOIN source_record AS record ON record.source_id = source.id
    WHERE source.name = :name
    GROUP BY source.id, record.service_id
)
SELECT source.id, source.name, source.title, source.refresh_hours,
       (SELECT count(*) FROM told WHERE NOT retired) AS services,
       (SELECT count(*) FROM told WHERE retired) AS retired,
       (SELECT count(*) FROM told WHERE shared) AS shared,
       (SELECT count(*) FROM told
        WHERE service_id IN (SELECT service_id FROM service_link UNION SELECT into_service_id FROM service_link))
           AS merged,
       (SELECT count(*) FROM told
        WHERE service_id IN (SELECT service_id FROM secretive_service
                             UNION SELECT service_id FROM secret_service WHERE lifted_at IS NULL)) AS secret,
       -- What others tell, of which words are withheld only for as long as this source's secret is known. A service that
       -- is withheld whole is secret itself from then on.
       (SELECT count(DISTINCT withheld.service_id) FROM withheld_now AS withheld
        JOIN told ON told.service_id = withheld.secret_id
        WHERE withheld.service_id NOT IN (SELECT service_id FROM told UNION SELECT service_id FROM withheld_service)
          AND NOT EXISTS (SELECT FROM hidden_service AS taken JOIN hidden ON hidden.id = taken.hidden_id
                          WHERE hidden.kind = 'service' AND taken.service_id = withheld.service_id)) AS guarding,
       (SELECT count(*) FROM import_run AS run WHERE run.source_id = source.id) AS runs,
       (SELECT count(*) FROM import_issue AS issue JOIN import_run AS run ON run.id = issue.import_id
        WHERE run.source_id = source.id) AS issues,
       ARRAY(SELECT DISTINCT run.file_name FROM import_run AS run WHERE run.source_id = source.id ORDER BY 1)
           AS files,
       (SELECT min(run.started_at) FROM import_run AS run WHERE run.source_id = source.id) AS first_at
FROM source
WHERE source.name = :name
