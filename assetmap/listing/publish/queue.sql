-- The services asked for and those that are shown as one with them, in batches that part no such group.
INSERT INTO publish_queue (service_id, batch)
WITH
asked AS (
    SELECT unnest(CAST(:service_ids AS uuid[])) AS id
    UNION
    SELECT id FROM (
        SELECT id FROM service UNION SELECT service_id FROM listing UNION SELECT id FROM published_service
    ) AS everything
    WHERE CAST(:service_ids AS uuid[]) IS NULL
),
head AS (
    SELECT coalesce(link.into_service_id, asked.id) AS id
    FROM asked
    LEFT JOIN service_link AS link ON link.service_id = asked.id
),
chosen AS (
    SELECT id, id AS head_id FROM asked WHERE id NOT IN (SELECT service_id FROM service_link)
    UNION
    SELECT id, id FROM head
    UNION
    SELECT link.service_id, link.into_service_id
    FROM head
    JOIN service_link AS link ON link.into_service_id = head.id
)
-- In the order in which services lie on disk, so that a batch reads few pages of all that belongs to them.
SELECT chosen.id, (dense_rank() OVER (ORDER BY head.ctid NULLS FIRST, chosen.head_id) - 1) / :size
FROM chosen
LEFT JOIN service AS head ON head.id = chosen.head_id
