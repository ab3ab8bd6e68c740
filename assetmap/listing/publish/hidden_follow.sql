-- What was hidden stays so however its source tells of it again: under the key that it had before it was removed, or
-- under another once the one that was hidden is told no more.
WITH
secret AS (SELECT secret FROM digest_secret),
told AS (
    SELECT record.service_id, record.source_id, record.first_import_id,
           keyed_digest(secret.secret, source.name || ' ' || record.key) AS digest
    FROM publishing
    JOIN source_record AS record ON record.service_id = publishing.service_id
    JOIN source ON source.id = record.source_id
    CROSS JOIN secret
),
of_old AS (
    SELECT hidden_service.hidden_id, old.id, old.organization_id, record.source_id, record.last_import_id,
           lower(regexp_replace(old.name, '\W+', ' ', 'g')) AS name
    FROM hidden_service
    JOIN service AS old ON old.id = hidden_service.service_id
    JOIN source_record AS record ON record.service_id = old.id
    WHERE NOT EXISTS (SELECT FROM source_record AS live WHERE live.service_id = old.id AND live.retired_at IS NULL)
),
found AS (
    SELECT hidden_key.hidden_id, told.service_id
    FROM told
    JOIN hidden_key ON hidden_key.digest = told.digest
    UNION
    SELECT of_old.hidden_id, told.service_id
    FROM told
    JOIN service AS new ON new.id = told.service_id
    JOIN of_old ON of_old.source_id = told.source_id AND of_old.organization_id = new.organization_id
        AND of_old.last_import_id < told.first_import_id AND of_old.id <> new.id
        AND of_old.name = lower(regexp_replace(new.name, '\W+', ' ', 'g'))
),
followed AS (
    INSERT INTO hidden_service (hidden_id, service_id)
    SELECT hidden_id, service_id FROM found
    ON CONFLICT DO NOTHING
)
INSERT INTO hidden_key (hidden_id, digest)
SELECT concerned.hidden_id, told.digest
FROM (SELECT hidden_id, service_id FROM found UNION SELECT hidden_id, service_id FROM hidden_service) AS concerned
JOIN told ON told.service_id = concerned.service_id
ON CONFLICT DO NOTHING
