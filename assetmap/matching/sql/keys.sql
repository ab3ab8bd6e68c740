-- What each service in scope is known by. A key that many services share says nothing and finds too much, but that is
-- for the search to know: the next service may be the one that makes it common.
DELETE FROM match_key USING match_scope WHERE match_key.service_id = match_scope.service_id;

WITH
chosen AS (
    SELECT service.id, service.organization_id, service.name, service.url, service.email, told.source_id
    FROM match_scope
    JOIN service ON service.id = match_scope.service_id AND service.status IN ('active', 'temporarily closed')
    CROSS JOIN LATERAL (
        SELECT source_id
        FROM source_record AS record
        WHERE record.service_id = service.id AND record.retired_at IS NULL
        ORDER BY source_id
        LIMIT 1
    ) AS told
),
address_of AS (
    SELECT chosen.id, each.url
    FROM chosen
    JOIN organization ON organization.id = chosen.organization_id
    CROSS JOIN LATERAL (VALUES (chosen.url), (organization.website)) AS each (url)
    WHERE each.url IS NOT NULL
),
site AS (
    SELECT id, regexp_replace(lower(substring(url FROM '^https?://([^/?#:]+)')), '^www\.', '') AS host,
           lower(substring(url FROM '^https?://[^/]+/([^/?#]+)')) AS first_step
    FROM address_of
),
said AS (
    SELECT id, 'name' AS kind, btrim(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) AS value FROM chosen
    UNION ALL
    SELECT chosen.id, 'charity', ltrim(regexp_replace(upper(number.identifier), '^GB-[A-Z]+-|[^A-Z0-9]', '', 'g'), '0')
    FROM chosen
    JOIN organization_identifier AS number USING (organization_id)
    WHERE concat_ws(' ', number.identifier_scheme, number.identifier_type) ~* 'GB-(CHC|SC|NIC)|charit'
    UNION ALL
    -- On a site where anybody may have pages, the page is the address.
    SELECT id, 'host',
           CASE WHEN host ~ '(^|\.)(facebook|instagram|twitter|x|linkedin|eventbrite|meetup|linktr|google|youtube)\.'
                THEN host || '/' || first_step ELSE host END
    FROM site
    UNION ALL
    SELECT chosen.id, 'phone', regexp_replace(regexp_replace(phone.number, '^\s*(\+|00)44', '0'), '\D', '', 'g')
    FROM chosen
    JOIN contact ON contact.service_id = chosen.id
    JOIN phone ON phone.contact_id = contact.id
    UNION ALL
    SELECT id, 'email', lower(btrim(email)) FROM chosen
    UNION ALL
    SELECT chosen.id, 'postcode', regexp_replace(upper(address.postal_code), '[^A-Z0-9]', '', 'g')
    FROM chosen
    JOIN service_at_location AS held ON held.service_id = chosen.id
    JOIN address ON address.location_id = held.location_id
)
INSERT INTO match_key (service_id, kind, value, source_id)
SELECT DISTINCT said.id, said.kind, left(said.value, 200), chosen.source_id
FROM said
JOIN chosen USING (id)
WHERE said.kind = 'name' OR length(said.value) > 3;
