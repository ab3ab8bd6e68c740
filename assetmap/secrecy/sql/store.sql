-- Write down what was found. A release counts while nothing is found that it was not given for; what nobody has decided
-- about, and is not found any more since the service itself has changed, is withheld no longer.
UPDATE withheld
SET whole = found.whole, reasons = found.reasons, evidence = found.evidence,
    state = CASE WHEN withheld.state = 'released' THEN 'waiting' ELSE withheld.state END,
    found_at = CASE WHEN withheld.state = 'released' THEN now() ELSE withheld.found_at END,
    decided_by = CASE WHEN withheld.state <> 'released' THEN withheld.decided_by END,
    decided_at = CASE WHEN withheld.state <> 'released' THEN withheld.decided_at END,
    why = CASE WHEN withheld.state <> 'released' THEN withheld.why END
FROM jsonb_to_recordset(CAST(:found AS jsonb)) AS found (
    service_id uuid, secret_id uuid, whole boolean, reasons text[], evidence text[])
WHERE withheld.service_id = found.service_id AND withheld.secret_id = found.secret_id
  AND NOT (withheld.state = 'released' AND found.evidence <@ withheld.evidence)
  AND (withheld.whole, withheld.reasons, withheld.evidence) IS DISTINCT FROM (found.whole, found.reasons, found.evidence);

INSERT INTO withheld (service_id, secret_id, whole, reasons, evidence)
SELECT found.service_id, found.secret_id, found.whole, found.reasons, found.evidence
FROM jsonb_to_recordset(CAST(:found AS jsonb)) AS found (
    service_id uuid, secret_id uuid, whole boolean, reasons text[], evidence text[])
ON CONFLICT (service_id, secret_id) DO NOTHING;

DELETE FROM withheld
USING secrecy_touched AS touched
WHERE withheld.service_id = touched.service_id AND withheld.state = 'waiting'
  AND NOT EXISTS (SELECT FROM jsonb_to_recordset(CAST(:found AS jsonb)) AS found (service_id uuid, secret_id uuid)
                  WHERE found.service_id = withheld.service_id AND found.secret_id = withheld.secret_id);
