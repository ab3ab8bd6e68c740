-- What the public may know of each organization that a publication is about.
CREATE TEMPORARY TABLE record_organization ON COMMIT DROP AS
WITH
identifiers AS (
    SELECT number.organization_id,
           jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'id', number.id, 'identifier_scheme', nullif(number.identifier_scheme, ''),
               'identifier_type', number.identifier_type, 'identifier', number.identifier)) ORDER BY number.id) AS list
    FROM record_owner AS owner
    JOIN organization_identifier AS number ON number.organization_id = owner.id
    GROUP BY number.organization_id
),
attributes AS (
    SELECT attribute.link_id AS organization_id,
           jsonb_agg(jsonb_build_object(
               'id', attribute.id, 'link_id', attribute.link_id, 'link_type', 'organization',
               'taxonomy_term', term.summary) ORDER BY attribute.id) AS list
    FROM record_owner AS owner
    JOIN attribute ON attribute.link_id = owner.id AND attribute.link_type = 'organization'
    JOIN record_term AS term ON term.id = attribute.taxonomy_term_id
    GROUP BY attribute.link_id
)
SELECT organization.id,
       setweight(to_tsvector('english', organization.name), 'A')
           || to_tsvector('english', left(coalesce(organization.description, ''), :longest)) AS terms,
       jsonb_strip_nulls(jsonb_build_object(
           'id', organization.id, 'name', organization.name,
           -- The standard wants a description; one that nobody wrote is not made up.
           'description', coalesce(nullif(btrim(organization.description), ''), 'No description given.'),
           'email', CASE WHEN organization.email ~ :email THEN organization.email END,
           'website', CASE WHEN organization.website ~ :uri THEN organization.website END,
           'logo', nullif(btrim(organization.logo), ''),
           'uri', CASE WHEN organization.uri ~ :uri THEN organization.uri END,
           'parent_organization_id', organization.parent_organization_id)) AS summary,
       jsonb_strip_nulls(jsonb_build_object(
           'organization_identifiers', identifiers.list, 'attributes', attributes.list)) AS detail
FROM record_owner AS owner
JOIN redacted_organization AS organization ON organization.id = owner.id
LEFT JOIN identifiers ON identifiers.organization_id = organization.id
LEFT JOIN attributes ON attributes.organization_id = organization.id
