-- The records that differ from what is published, and those that are published and should not be.
CREATE TEMPORARY TABLE record_change ON COMMIT DROP AS
SELECT coalesce(record.id, published.id) AS id, record.digest, published.id IS NULL AS fresh,
       record.id IS NULL AS gone
FROM (
    SELECT record.id, {digest} AS digest
    FROM {record} AS record
) AS record
FULL JOIN (
    SELECT published.id, published.digest FROM {published} AS published {scope}
) AS published ON published.id = record.id
WHERE record.digest IS DISTINCT FROM published.digest
