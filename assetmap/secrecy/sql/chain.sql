-- What is likely the same as a withheld service leads to the same secret.
INSERT INTO withheld AS known (service_id, secret_id, whole, reasons, evidence)
SELECT DISTINCT ON (side.other_id, withheld.secret_id)
       side.other_id, withheld.secret_id, true, ARRAY['likely the same as a service that is withheld'],
       ARRAY[md5('chain' || withheld.service_id)]
FROM withheld_now AS withheld
JOIN duplicate AS pair ON withheld.service_id IN (pair.first_id, pair.second_id)
CROSS JOIN LATERAL (
    SELECT CASE WHEN pair.first_id = withheld.service_id THEN pair.second_id ELSE pair.first_id END AS other_id
) AS side
JOIN service AS other ON other.id = side.other_id AND other.status IN ('active', 'temporarily closed')
WHERE withheld.whole
  AND (pair.state = 'merged' OR pair.state = 'waiting' AND pair.score >= :nearly_sure)
  AND NOT EXISTS (SELECT FROM secret_service AS secret
                  WHERE secret.service_id = side.other_id AND secret.lifted_at IS NULL)
  AND NOT EXISTS (SELECT FROM withheld AS there
                  WHERE there.service_id = side.other_id AND there.secret_id = withheld.secret_id
                    AND (there.whole OR there.state <> 'waiting'))
ORDER BY side.other_id, withheld.secret_id, withheld.service_id
ON CONFLICT (service_id, secret_id) DO UPDATE
SET whole = true, reasons = known.reasons || excluded.reasons, evidence = known.evidence || excluded.evidence
