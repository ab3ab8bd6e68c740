-- One record, and when it last changed.
SELECT ({document})::text, record.modified_at
FROM {source}
WHERE record.id = :id
