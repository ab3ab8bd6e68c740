-- Each record of a whole list, one a row.
SELECT ({document})::text
FROM {source}
ORDER BY record.id
