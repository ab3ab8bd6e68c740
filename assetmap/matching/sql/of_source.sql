-- How many services of a source are shown as one with others, and how many of its pairs wait for a person.
WITH mine AS (
    SELECT DISTINCT record.service_id AS id
    FROM source_record AS record
    JOIN source ON source.id = record.source_id AND source.name = :name
    WHERE record.service_id IS NOT NULL AND record.retired_at IS NULL
)
SELECT (SELECT count(*) FROM mine WHERE EXISTS (
            SELECT FROM service_link AS link WHERE mine.id IN (link.service_id, link.into_service_id))) AS shared,
       (SELECT count(*) FROM duplicate AS pair
        WHERE pair.state = 'waiting' AND cardinality(pair.reasons) > 0
          AND (EXISTS (SELECT FROM mine WHERE mine.id = pair.first_id)
               OR EXISTS (SELECT FROM mine WHERE mine.id = pair.second_id))) AS waiting
