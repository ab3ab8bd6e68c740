-- What is secret, and what is withheld because of it, as a person is shown it: names and sources, no address. A mark
-- that was lifted, and what was released, is told too, for it can be taken back.
WITH
entry AS (
    SELECT secret.service_id AS id, NULL::uuid AS secret_id,
           CASE WHEN secret.lifted_at IS NOT NULL THEN 'lifted' WHEN secret.marked THEN 'secret'
                ELSE 'mark dropped' END AS state,
           true AS whole, ARRAY[]::text[] AS reasons, secret.since AS found_at, secret.lifted_by AS decided_by,
           secret.lifted_at AS decided_at, secret.why
    FROM secret_service AS secret
    UNION ALL
    SELECT withheld.service_id, withheld.secret_id, withheld.state, withheld.whole, withheld.reasons,
           withheld.found_at, withheld.decided_by, withheld.decided_at, withheld.why
    FROM withheld
    WHERE NOT EXISTS (SELECT FROM secret_service AS secret
                      WHERE secret.service_id = withheld.secret_id AND secret.lifted_at IS NOT NULL)
)
SELECT entry.*, service.name, told.source, matched.name AS secret_name, by_secret.source AS secret_source,
       count(*) OVER () AS total
FROM entry
JOIN service ON service.id = entry.id
LEFT JOIN service AS matched ON matched.id = entry.secret_id
CROSS JOIN LATERAL (
    SELECT min(source.name) AS source FROM source_record AS record JOIN source ON source.id = record.source_id
    WHERE record.service_id = entry.id
) AS told
CROSS JOIN LATERAL (
    SELECT min(source.name) AS source FROM source_record AS record JOIN source ON source.id = record.source_id
    WHERE record.service_id = entry.secret_id
) AS by_secret
WHERE (CAST(:states AS text[]) IS NULL OR entry.state = ANY (CAST(:states AS text[])))
  AND (CAST(:source AS text) IS NULL OR told.source = :source)
ORDER BY entry.secret_id IS NULL, entry.state = 'waiting' DESC, service.name, entry.id, entry.secret_id
LIMIT :limit
