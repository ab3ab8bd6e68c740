-- Write down the pairs that were found. What a person decided stands; a pair that the rule merged and that is no
-- longer alike waits for a person; a pair that nobody decided about and that is no longer found is forgotten.
UPDATE duplicate AS pair
SET state = 'waiting', decided_by = NULL, decided_at = NULL
FROM match_scope, match_key AS here, match_key AS there
WHERE pair.decided_by = 'rule'
  AND match_scope.service_id IN (pair.first_id, pair.second_id)
  AND here.service_id = pair.first_id AND here.kind = 'name'
  AND there.service_id = pair.second_id AND there.kind = 'name'
  AND NOT EXISTS (SELECT FROM match_judged AS found
                  WHERE found.first_id = pair.first_id AND found.second_id = pair.second_id);

DELETE FROM duplicate AS pair
USING match_scope
WHERE pair.decided_by IS NULL
  AND match_scope.service_id IN (pair.first_id, pair.second_id)
  AND NOT EXISTS (SELECT FROM match_judged AS found
                  WHERE found.first_id = pair.first_id AND found.second_id = pair.second_id);

INSERT INTO duplicate AS pair (first_id, second_id, score, reasons, state)
SELECT first_id, second_id, score, reasons, 'waiting' FROM match_judged
ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
WHERE (pair.score, pair.reasons) IS DISTINCT FROM (excluded.score, excluded.reasons);
