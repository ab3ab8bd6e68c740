-- Each record that matches, one a row.
WITH
matching AS MATERIALIZED (
    SELECT record.id, {order} AS position
    FROM {table} AS record
    WHERE {where}
)
SELECT ({document})::text
FROM {source}
JOIN matching ON matching.id = record.id
ORDER BY matching.position, matching.id
