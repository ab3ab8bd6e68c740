-- The decisions to hide that concern each service in scope; what is shown as one is hidden as one.
CREATE TEMPORARY TABLE publish_hiding ON COMMIT DROP AS
WITH grouped AS (
    SELECT publishing.service_id, coalesce(link.into_service_id, publishing.service_id) AS head_id
    FROM publishing
    LEFT JOIN service_link AS link ON link.service_id = publishing.service_id
)
SELECT DISTINCT member.service_id, hidden.id, hidden.kind, hidden.digests, hidden.location_id,
       hidden_service.service_id AS named_id
FROM hidden
JOIN hidden_service ON hidden_service.hidden_id = hidden.id
JOIN grouped ON grouped.service_id = hidden_service.service_id
JOIN grouped AS member ON member.head_id = grouped.head_id
