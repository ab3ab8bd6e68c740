-- A page of the records that match. Only the numbers of the rest are read, and no document.
WITH
matching AS MATERIALIZED (
    SELECT record.id, {order} AS position
    FROM {table} AS record
    WHERE {where}
),
chosen AS (
    SELECT id, position
    FROM matching
    ORDER BY position, id
    LIMIT :limit OFFSET :offset
)
SELECT (SELECT count(*) FROM matching) AS total, count(*) AS size,
       '[' || coalesce(string_agg(page.document, ',' ORDER BY page.position, page.id), '') || ']' AS contents
FROM (
    SELECT chosen.id, chosen.position, ({document})::text AS document
    FROM {source}
    JOIN chosen ON chosen.id = record.id
) AS page
