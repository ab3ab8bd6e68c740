-- How the services in `secrecy_scope` that are withheld whole are reached, column by column, with the secret services
-- that they are withheld for; of a telephone, the contact that has it.
SELECT service.id AS service_id, array_agg(DISTINCT withheld.secret_id) AS secret_ids, told.kind, told.owner_id,
       told.field, told.way, told.value, told.contact_id
FROM secrecy_scope
JOIN service ON service.id = secrecy_scope.service_id
JOIN withheld_now AS withheld ON withheld.service_id = service.id AND withheld.whole
CROSS JOIN LATERAL (
    SELECT 'service' AS kind, service.id AS owner_id, 'url' AS field, 'site' AS way, service.url AS value,
           NULL::uuid AS contact_id
    UNION ALL
    SELECT 'service', service.id, 'email', 'email', service.email, NULL
    UNION ALL
    SELECT 'contact', contact.id, '*', 'person', '', contact.id
    FROM contact WHERE contact.service_id = service.id
    UNION ALL
    SELECT 'phone', phone.id, '*', 'phone', phone.number, contact.id
    FROM contact JOIN phone ON phone.contact_id = contact.id
    WHERE contact.service_id = service.id
    UNION ALL
    -- An organization of which nothing else is public is as withheld as its services.
    SELECT 'organization', organization.id, each.field, each.way, each.value, NULL
    FROM organization
    CROSS JOIN LATERAL (VALUES
        ('email', 'email', organization.email), ('website', 'site', organization.website),
        ('logo', 'picture', organization.logo), ('uri', 'site', organization.uri)) AS each (field, way, value)
    WHERE organization.id = service.organization_id
      AND NOT EXISTS (
          SELECT FROM service AS beside
          WHERE beside.organization_id = organization.id AND beside.status IN ('active', 'temporarily closed')
            AND NOT EXISTS (SELECT FROM withheld_service AS too WHERE too.service_id = beside.id))
) AS told
WHERE told.value IS NOT NULL
GROUP BY service.id, told.kind, told.owner_id, told.field, told.way, told.value, told.contact_id
