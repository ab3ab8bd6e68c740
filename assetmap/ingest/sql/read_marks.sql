-- What the rows say of whether their places are secret, for `assetmap.secrecy` to follow: any row of a place will do. A
-- file that holds only some of a service's rows does not take a mark back.
UPDATE location
SET confidential = true
FROM judged
JOIN incoming USING (row_number)
WHERE judged.location_id = location.id AND incoming.confidential AND NOT location.confidential
  AND judged.fate <> 'same';

DROP TABLE IF EXISTS pg_temp.secrecy_said;

CREATE TEMPORARY TABLE secrecy_said ON COMMIT DROP AS
SELECT judged.service_id, bool_or(coalesce(incoming.confidential, false)) AS marked
FROM judged
JOIN incoming USING (row_number)
CROSS JOIN this_import
GROUP BY judged.service_id, this_import.partial
HAVING bool_or(coalesce(incoming.confidential, false)) OR NOT this_import.partial;

ANALYZE secrecy_said;
