-- Every text of the services in scope that is or could be published and holds what the pattern looks for: of which row,
-- in which column. `first_id` is the first of all services of an organization that says it.
WITH RECURSIVE
scope AS (
    SELECT service.id, service.organization_id
    FROM secrecy_scope
    JOIN service ON service.id = secrecy_scope.service_id
),
-- Those above the organization are published with it.
run_by (service_id, organization_id) AS (
    SELECT id, organization_id FROM scope
    UNION
    SELECT run_by.service_id, organization.parent_organization_id
    FROM run_by
    JOIN organization ON organization.id = run_by.organization_id
        AND organization.parent_organization_id IS NOT NULL
),
owner AS (
    SELECT run_by.service_id, several.*
    FROM run_by
    JOIN (
        SELECT organization_id,
               coalesce((SELECT min(id::text) FROM service
                         WHERE service.organization_id = run_by.organization_id
                           AND service.status IN ('active', 'temporarily closed')),
                        min(service_id::text))::uuid AS first_id
        FROM run_by
        GROUP BY organization_id
    ) AS several USING (organization_id)
),
place AS (
    SELECT held.id, held.service_id, held.location_id
    FROM scope
    JOIN service_at_location AS held ON held.service_id = scope.id
)
SELECT told.kind, told.id, told.service_id, told.first_id, said.field, said.value
FROM (
    SELECT 'service' AS kind, service.id, service.id AS service_id, service.id AS first_id,
           ARRAY['name', 'description', 'url', 'email', 'fees', 'accreditations', 'alert'] AS fields,
           ARRAY[service.name, service.description, service.url, service.email, service.fees, service.accreditations,
                 service.alert] AS texts
    FROM scope JOIN service ON service.id = scope.id
    UNION ALL
    SELECT 'organization', organization.id, owner.service_id, owner.first_id,
           ARRAY['name', 'description', 'email', 'website', 'logo', 'uri'],
           ARRAY[organization.name, organization.description, organization.email, organization.website,
                 organization.logo, organization.uri]
    FROM owner JOIN organization ON organization.id = owner.organization_id
    UNION ALL
    SELECT 'cost_option', charge.id, scope.id, scope.id, ARRAY['option', 'amount_description'],
           ARRAY[charge.option, charge.amount_description]
    FROM scope JOIN cost_option AS charge ON charge.service_id = scope.id
    UNION ALL
    SELECT 'schedule', schedule.id, scope.id, scope.id, ARRAY['description', 'schedule_link', 'notes'],
           ARRAY[schedule.description, schedule.schedule_link, schedule.notes]
    FROM scope JOIN schedule ON schedule.service_id = scope.id
    UNION ALL
    SELECT 'schedule', schedule.id, place.service_id, place.service_id, ARRAY['description', 'schedule_link', 'notes'],
           ARRAY[schedule.description, schedule.schedule_link, schedule.notes]
    FROM place JOIN schedule ON schedule.service_at_location_id = place.id
    UNION ALL
    SELECT 'contact', contact.id, scope.id, scope.id, ARRAY['name', 'title'], ARRAY[contact.name, contact.title]
    FROM scope JOIN contact ON contact.service_id = scope.id AND contact.publish
    UNION ALL
    SELECT 'phone', phone.id, scope.id, scope.id, ARRAY['description', '*'], ARRAY[phone.description, phone.number]
    FROM scope
    JOIN contact ON contact.service_id = scope.id AND contact.publish
    JOIN phone ON phone.contact_id = contact.id
    UNION ALL
    SELECT 'service_area', stated.id, scope.id, scope.id, ARRAY['name', 'extent', 'uri', 'service_area'],
           ARRAY[stated.name, stated.extent, stated.uri, stated.service_area]
    FROM scope JOIN service_area AS stated ON stated.service_id = scope.id
    UNION ALL
    SELECT 'language', language.id, scope.id, scope.id, ARRAY['*', '*'], ARRAY[language.name, language.code]
    FROM scope JOIN language ON language.service_id = scope.id
    UNION ALL
    SELECT 'funding', funding.id, scope.id, scope.id, ARRAY['source'], ARRAY[funding.source]
    FROM scope JOIN funding ON funding.service_id = scope.id
    UNION ALL
    SELECT 'accessibility', feature.id, place.service_id, place.service_id, ARRAY['description', 'details', 'url'],
           ARRAY[feature.description, feature.details, feature.url]
    FROM place JOIN accessibility AS feature ON feature.location_id = place.location_id
    UNION ALL
    SELECT 'location', location.id, place.service_id, place.service_id, ARRAY['name', 'description'],
           ARRAY[location.name, location.description]
    FROM place JOIN location ON location.id = place.location_id AND NOT location.confidential
    UNION ALL
    SELECT 'address', location.id, place.service_id, place.service_id, ARRAY['line'],
           ARRAY[concat_ws(', ', address.attention, address.address_1, address.city, address.region)]
    FROM place
    JOIN location ON location.id = place.location_id AND NOT location.confidential
    JOIN address ON address.location_id = location.id
) AS told
CROSS JOIN LATERAL unnest(told.fields, told.texts) AS said (field, value)
WHERE said.value ~* :pattern
   -- The address of a map says it in its own way.
   OR said.value ~ '[%&]'
       AND regexp_replace(said.value, '%[0-9a-f]{2}|&([a-z]{2,8}|#[0-9]{1,5});', ' ', 'gi') ~* :pattern
