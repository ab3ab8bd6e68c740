-- Count what came and went, by the first ten bits of the ids.
UPDATE published_tally AS tally
SET records = tally.records + came.records
FROM (
    SELECT get_byte(uuid_send(id), 0) * 4 + get_byte(uuid_send(id), 1) / 64 AS bucket,
           sum(CASE WHEN gone THEN -1 ELSE 1 END) AS records
    FROM record_change
    WHERE fresh OR gone
    GROUP BY bucket
) AS came
WHERE tally.kind = :kind AND tally.bucket = came.bucket
