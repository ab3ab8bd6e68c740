-- Every term of every taxonomy, and our own words for how a service is joined and delivered; with each the
-- lexemes by which what is filed under it is found: its own, those of the terms above it, its taxonomy's.
CREATE TEMPORARY TABLE record_term ON COMMIT DROP AS
WITH RECURSIVE
way AS (
    SELECT id, taxonomy_id, taxonomy, term, name, description
    FROM jsonb_to_recordset(CAST(:ways AS jsonb))
        AS way (id uuid, taxonomy_id uuid, taxonomy text, term text, name text, description text)
),
term AS (
    SELECT term.id, term.taxonomy_id, taxonomy.name AS taxonomy, term.parent_id, term.term, term.name,
           coalesce(nullif(btrim(term.description), ''), term.name) AS description,
           CASE WHEN term.term_uri ~ :uri THEN term.term_uri END AS term_uri, term.words
    FROM taxonomy_term AS term
    JOIN taxonomy ON taxonomy.id = term.taxonomy_id
    WHERE NOT EXISTS (SELECT FROM way WHERE way.id = term.id)
    UNION ALL
    SELECT id, taxonomy_id, taxonomy, NULL, term, name, description, NULL, '{}' FROM way
),
above (id, above_id) AS (
    SELECT id, id FROM term
    UNION
    SELECT above.id, term.parent_id FROM above JOIN term ON term.id = above.above_id AND term.parent_id IS NOT NULL
)
SELECT term.id, term.taxonomy_id, term.parent_id, term.term AS code,
       (SELECT array_agg('=term/' || above.above_id) FROM above WHERE above.id = term.id)
           || ('=taxonomy/' || term.taxonomy_id) AS lexemes,
       to_tsvector('english', concat_ws(' ', term.name, term.description, array_to_string(term.words, ' ')))
           AS terms,
       jsonb_strip_nulls(jsonb_build_object(
           'id', term.id, 'name', term.name, 'description', term.description, 'parent_id', term.parent_id,
           'taxonomy', term.taxonomy, 'taxonomy_id', term.taxonomy_id, 'term_uri', term.term_uri,
           'term', nullif(term.term, ''))) AS summary
FROM term
