-- What a source is told of what is not published of its rows, each service once: words that say where a secret place is,
-- what is withheld, and a mark that only a person takes off.
WITH lead AS (
    SELECT service_id, min(row_number) AS row_number
    FROM judged
    GROUP BY service_id
)
INSERT INTO incoming_issue (row_number, column_name, value, problem, outcome, action)
SELECT lead.row_number, this_import.headers ->> told.field, NULL, told.problem, 'left_out', told.action
FROM lead
CROSS JOIN this_import
CROSS JOIN LATERAL (
    SELECT NULL AS field, 'The source no longer says that this place is secret.' AS problem,
           'It stays secret until a person decides: assetmap confidential lift ' || left(lead.service_id::text, 8) AS action
    FROM secret_service AS secret
    WHERE secret.service_id = lead.service_id AND NOT secret.marked AND secret.lifted_at IS NULL
    UNION ALL
    SELECT NULL, 'This could give a secret place away: ' || string_agg(DISTINCT reason, '; ') || '.',
           'Only its district is published until a person decides: assetmap confidential'
    FROM withheld_now AS withheld
    CROSS JOIN LATERAL unnest(withheld.reasons) AS reason
    WHERE withheld.service_id = lead.service_id AND withheld.whole AND withheld.state = 'waiting'
    GROUP BY withheld.service_id
    UNION ALL
    SELECT name, 'The ' || CASE WHEN hushed.kind <> 'service' THEN replace(hushed.kind, '_', ' ') || ' ' ELSE '' END
           || replace(name, '_', ' ') || ' says where a secret place is, or how to reach it.',
           'It is kept, and not published.'
    FROM withheld_field AS hushed
    CROSS JOIN LATERAL unnest(hushed.fields) AS name
    WHERE hushed.service_id = lead.service_id AND name <> '*'
      AND NOT EXISTS (SELECT FROM withheld_service AS too WHERE too.service_id = lead.service_id)
) AS told;
