-- A page of a whole list. The tally says in which part of all ids it begins, and only there are rows counted.
WITH
tally AS (
    SELECT bucket, records, sum(records) OVER (ORDER BY bucket) AS upto
    FROM published_tally
    WHERE kind = :kind
),
start AS (
    SELECT rpad(lpad(to_hex(bucket::integer << 6), 4, '0'), 32, '0')::uuid AS id, :offset - (upto - records) AS skipped
    FROM tally
    WHERE upto > :offset
    ORDER BY bucket
    LIMIT 1
),
head AS (
    SELECT record.id
    FROM {table} AS record
    WHERE record.id >= (SELECT id FROM start)
    ORDER BY record.id
    OFFSET (SELECT skipped FROM start)
    LIMIT 1
)
SELECT (SELECT coalesce(max(upto), 0)::bigint FROM tally) AS total, count(*) AS size,
       '[' || coalesce(string_agg(page.document, ',' ORDER BY page.id), '') || ']' AS contents
FROM (
    SELECT record.id, ({document})::text AS document
    FROM {source}
    WHERE record.id >= (SELECT id FROM head)
    ORDER BY record.id
    LIMIT :limit
) AS page
