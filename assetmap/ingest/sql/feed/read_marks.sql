-- What the feed says of whether places are secret, for `assetmap.secrecy` to follow: any service that names a place
-- will do.
UPDATE location
SET confidential = true
FROM held
JOIN lead_row USING (row_number)
WHERE held.location_id = location.id AND (held.document ->> 'confidential')::boolean AND NOT location.confidential;

DROP TABLE IF EXISTS pg_temp.secrecy_said;

CREATE TEMPORARY TABLE secrecy_said ON COMMIT DROP AS
SELECT judged.service_id,
       coalesce(bool_or((held.document ->> 'confidential')::boolean), false) AS marked
FROM judged
LEFT JOIN held ON held.row_number = judged.row_number
GROUP BY judged.service_id;

ANALYZE secrecy_said;
