-- The organizations that a publication may add, change or remove: those of the services in scope, as they are
-- and as they were, and those above them.
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
    SELECT organization.parent_organization_id
    FROM owner
    JOIN organization ON organization.id = owner.id AND organization.parent_organization_id IS NOT NULL
)
SELECT id FROM owner
