-- The terms under which each service shown is filed, its ways of delivery and joining among them, as attributes
-- and as the lexemes by which it is found.
CREATE TEMPORARY TABLE record_claim ON COMMIT DROP AS
WITH
claim AS (
    SELECT attribute.id, service.id AS service_id, attribute.taxonomy_term_id AS term_id
    FROM record_shown AS shown
    JOIN publish_service AS service ON service.id = shown.service_id
    JOIN attribute ON attribute.link_id = service.filed_of AND attribute.link_type = 'service'
    UNION ALL
    SELECT uuid_generate_v5(term.id, service.id::text), service.id, term.id
    FROM record_shown AS shown
    JOIN publish_service AS service ON service.id = shown.service_id
    JOIN record_term AS term ON term.code = ANY (service.delivery)
    WHERE term.taxonomy_id = :delivery
    UNION ALL
    SELECT uuid_generate_v5(term.id, service.id::text), service.id, term.id
    FROM record_shown AS shown
    JOIN publish_service AS service ON service.id = shown.service_id
    JOIN record_term AS term ON '=join/' || term.code = ANY (service.lexemes)
    WHERE term.taxonomy_id = :joining
),
held AS (
    SELECT claim.service_id, array_agg(term.id ORDER BY term.id) AS terms,
           jsonb_agg(jsonb_build_object(
               'id', claim.id, 'link_id', claim.service_id, 'link_type', 'service', 'taxonomy_term', term.summary)
               ORDER BY term.id) AS list
    FROM claim
    JOIN record_term AS term ON term.id = claim.term_id
    GROUP BY claim.service_id
)
SELECT held.service_id, held.list, found.lexemes
FROM held
JOIN (
    -- Many services share few sets of terms.
    SELECT several.terms, array_agg(DISTINCT each.lexeme) AS lexemes
    FROM (SELECT DISTINCT terms FROM held) AS several
    JOIN record_term AS term ON term.id = ANY (several.terms)
    CROSS JOIN LATERAL unnest(term.lexemes) AS each (lexeme)
    GROUP BY several.terms
) AS found ON found.terms = held.terms
