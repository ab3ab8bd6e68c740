-- Pairs, the likeliest first, of services that are both still offered.
SELECT pair.first_id, pair.second_id, pair.score, pair.reasons, pair.state, pair.decided_by,
       first.name AS first_name, first.organization AS first_organization, first.source AS first_source,
       second.name AS second_name, second.organization AS second_organization, second.source AS second_source,
       count(*) OVER () AS total
FROM duplicate AS pair
CROSS JOIN LATERAL (
    SELECT service.name, organization.name AS organization,
           (SELECT min(source.name) FROM source_record AS record JOIN source ON source.id = record.source_id
            WHERE record.service_id = service.id) AS source
    FROM service
    JOIN organization ON organization.id = service.organization_id
    WHERE service.id = pair.first_id AND service.status IN ('active', 'temporarily closed')
) AS first
CROSS JOIN LATERAL (
    SELECT service.name, organization.name AS organization,
           (SELECT min(source.name) FROM source_record AS record JOIN source ON source.id = record.source_id
            WHERE record.service_id = service.id) AS source
    FROM service
    JOIN organization ON organization.id = service.organization_id
    WHERE service.id = pair.second_id AND service.status IN ('active', 'temporarily closed')
) AS second
LEFT JOIN service_link AS here ON here.service_id = pair.first_id
LEFT JOIN service_link AS there ON there.service_id = pair.second_id
WHERE pair.state = :state
  -- There is nothing to decide about two that a third has joined already.
  AND (pair.state <> 'waiting'
       OR coalesce(here.into_service_id, pair.first_id) <> coalesce(there.into_service_id, pair.second_id))
ORDER BY pair.score DESC, pair.first_id, pair.second_id
LIMIT :limit
