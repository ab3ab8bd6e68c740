-- The ids of what is hidden that the public knows, so that their addresses can say so; and those that come back.
WITH
hiding AS (
    SELECT DISTINCT service_id FROM publish_hiding WHERE kind = 'service'
),
gone AS (
    SELECT published.id, published.service_id
    FROM hiding
    JOIN (
        SELECT id, service_id FROM listing
        UNION SELECT service_id, service_id FROM listing
        UNION SELECT id, id FROM published_service
        UNION SELECT id, service_id FROM published_place
        UNION SELECT id, service_id FROM published_move
    ) AS published ON published.service_id = hiding.service_id
    UNION
    SELECT place.id, place.service_id
    FROM publish_hidden_place AS place
    WHERE EXISTS (SELECT FROM listing WHERE listing.id = place.id)
       OR EXISTS (SELECT FROM published_place WHERE published_place.id = place.id)
),
back AS (
    DELETE FROM published_hidden
    USING publishing
    WHERE published_hidden.service_id = publishing.service_id
      AND publishing.service_id NOT IN (SELECT service_id FROM hiding)
      AND published_hidden.id NOT IN (SELECT id FROM publish_hidden_place)
)
INSERT INTO published_hidden (id, service_id)
SELECT id, service_id FROM gone
ON CONFLICT DO NOTHING
