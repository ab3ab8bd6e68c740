-- Bring the moves of the services in scope to what they should be.
WITH gone AS (
    DELETE FROM published_move AS published
    USING publishing
    WHERE publishing.service_id IN (published.id, published.service_id)
      AND NOT EXISTS (SELECT FROM publish_move AS wanted WHERE wanted.id = published.id)
)
INSERT INTO published_move AS published (id, into_id, service_id)
SELECT id, into_id, service_id FROM publish_move
ON CONFLICT (id) DO UPDATE SET into_id = excluded.into_id, service_id = excluded.service_id
WHERE published IS DISTINCT FROM excluded
