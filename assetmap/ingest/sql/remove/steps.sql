-- The services that only this source tells of, and everything that is theirs alone.
CREATE TEMPORARY TABLE removed_service ON COMMIT DROP AS
SELECT DISTINCT record.service_id
FROM source_record AS record
WHERE record.source_id = :source_id
  AND NOT EXISTS (SELECT FROM source_record AS other
                  WHERE other.service_id = record.service_id AND other.source_id <> :source_id);

ANALYZE removed_service;

CREATE TEMPORARY TABLE removed_id ON COMMIT DROP AS
WITH RECURSIVE
gone_place AS (
    SELECT held.id, held.location_id FROM service_at_location AS held JOIN removed_service USING (service_id)
),
gone_location AS (
    SELECT location_id AS id FROM gone_place
    UNION
    SELECT location_id FROM source_record WHERE source_id = :source_id AND location_id IS NOT NULL
    EXCEPT
    SELECT location_id FROM service_at_location WHERE service_id NOT IN (SELECT service_id FROM removed_service)
    EXCEPT
    SELECT location_id FROM source_record WHERE source_id <> :source_id
),
above (id) AS (
    SELECT service.organization_id FROM service JOIN removed_service ON removed_service.service_id = service.id
    UNION
    SELECT organization.parent_organization_id
    FROM above
    JOIN organization ON organization.id = above.id AND organization.parent_organization_id IS NOT NULL
),
-- Who runs a service that stays, and who stands above them, stays.
needed (id) AS (
    SELECT organization_id FROM service WHERE id NOT IN (SELECT service_id FROM removed_service)
    UNION
    SELECT organization.parent_organization_id
    FROM needed
    JOIN organization ON organization.id = needed.id AND organization.parent_organization_id IS NOT NULL
),
gone_contact AS (
    SELECT contact.id FROM contact JOIN removed_service USING (service_id)
),
gone_phone AS (
    SELECT phone.id FROM phone JOIN gone_contact ON gone_contact.id = phone.contact_id
)
SELECT 'service' AS kind, service_id AS id FROM removed_service
UNION ALL SELECT 'service_at_location', id FROM gone_place
UNION ALL SELECT 'location', id FROM gone_location
UNION ALL SELECT 'organization', id FROM above WHERE id NOT IN (SELECT id FROM needed)
UNION ALL SELECT 'contact', id FROM gone_contact
UNION ALL SELECT 'phone', id FROM gone_phone
UNION ALL SELECT 'language', id FROM language
    WHERE service_id IN (SELECT service_id FROM removed_service) OR phone_id IN (SELECT id FROM gone_phone)
UNION ALL SELECT 'schedule', id FROM schedule
    WHERE service_id IN (SELECT service_id FROM removed_service) OR service_at_location_id IN (SELECT id FROM gone_place)
UNION ALL SELECT 'cost_option', id FROM cost_option JOIN removed_service USING (service_id)
UNION ALL SELECT 'funding', id FROM funding JOIN removed_service USING (service_id)
UNION ALL SELECT 'service_area', id FROM service_area JOIN removed_service USING (service_id)
UNION ALL SELECT 'address', address.id FROM address JOIN gone_location AS gone ON gone.id = location_id
UNION ALL SELECT 'accessibility', accessibility.id FROM accessibility JOIN gone_location AS gone ON gone.id = location_id
UNION ALL SELECT 'organization_identifier', id FROM organization_identifier
    WHERE organization_id IN (SELECT id FROM above) AND organization_id NOT IN (SELECT id FROM needed);

CREATE INDEX ON removed_id (id);

ANALYZE removed_id;

-- What its terms were used for; those that nothing is filed under any more go with it.
CREATE TEMPORARY TABLE removed_term ON COMMIT DROP AS
SELECT DISTINCT attribute.taxonomy_term_id AS id
FROM attribute
JOIN removed_id ON removed_id.id = attribute.link_id;

ANALYZE removed_term;

INSERT INTO removed_id SELECT 'attribute', attribute.id FROM attribute JOIN removed_id ON removed_id.id = attribute.link_id;

DELETE FROM metadata WHERE updated_by = 'import of ' || :name;

DELETE FROM metadata USING removed_id WHERE metadata.resource_id = removed_id.id;

DELETE FROM attribute USING removed_id WHERE attribute.id = removed_id.id;

DELETE FROM pair_decision
USING removed_service AS gone
WHERE gone.service_id IN (pair_decision.first_id, pair_decision.second_id);

DELETE FROM match_key WHERE source_id = :source_id;

DELETE FROM source_record WHERE source_id = :source_id;

DELETE FROM source_key WHERE source_id = :source_id;

DELETE FROM import_run WHERE source_id = :source_id;

DELETE FROM service USING removed_id WHERE service.id = removed_id.id;

DELETE FROM location USING removed_id WHERE location.id = removed_id.id;

DELETE FROM organization USING removed_id WHERE organization.id = removed_id.id;

DELETE FROM taxonomy_term AS term
USING removed_term
WHERE term.id = removed_term.id AND term.taxonomy_id <> :taxonomy_id
  AND NOT EXISTS (SELECT FROM attribute WHERE attribute.taxonomy_term_id = term.id)
  AND NOT EXISTS (SELECT FROM taxonomy_term AS below WHERE below.parent_id = term.id);

DROP TABLE removed_term;

DELETE FROM listing_source WHERE name = :name;

DELETE FROM source WHERE id = :source_id;
