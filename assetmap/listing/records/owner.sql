-- The organizations that a publication may add, change or remove: those of the services in scope and those above
-- them, as they are and as they were.
CREATE TEMPORARY TABLE record_owner ON COMMIT DROP AS
WITH RECURSIVE
owner (id) AS (
    SELECT service.organization_id
    FROM record_shown AS shown
    JOIN publish_service AS service ON service.id = shown.service_id
    UNION
    SELECT published.organization_id
    FROM publishing
    JOIN published_service AS published ON published.id = publishing.service_id
    UNION
    SELECT above.id
    FROM owner
    CROSS JOIN LATERAL (
        SELECT parent_organization_id FROM organization WHERE organization.id = owner.id
        UNION ALL
        SELECT (summary ->> 'parent_organization_id')::uuid FROM published_organization AS was WHERE was.id = owner.id
    ) AS above (id)
    WHERE above.id IS NOT NULL
)
SELECT id FROM owner
