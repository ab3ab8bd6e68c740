INSERT INTO {published} AS published ({columns}, modified_at, digest)
SELECT {values}, {modified}, change.digest
FROM record_change AS change
JOIN {record} AS record ON record.id = change.id
{join}
ON CONFLICT (id) DO UPDATE SET {updates}, modified_at = excluded.modified_at, digest = excluded.digest
