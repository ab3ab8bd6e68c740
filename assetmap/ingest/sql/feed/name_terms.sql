-- The feed's terms and their taxonomies. A taxonomy that our tables know means the same in every feed, and so does a
-- term of it. Any other is its source's own, whatever another source calls by the same name: two councils' “Service
-- types” are two, and the second is shown with its source's name behind.
SELECT pg_advisory_xact_lock(hashtext('assetmap: names of taxonomies'));

CREATE TEMPORARY TABLE said_term ON COMMIT DROP AS
SELECT term.*
FROM (
    SELECT document -> 'terms' AS list FROM lead_row
    UNION ALL
    SELECT document -> 'organization' -> 'terms' FROM lead_row
    UNION ALL
    SELECT above.value -> 'terms'
    FROM lead_row
    CROSS JOIN LATERAL jsonb_array_elements(document -> 'organization' -> 'above') AS above (value)
    UNION ALL
    SELECT document -> 'terms' FROM moving
) AS told
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_to_recordset(told.list) AS term (
    taxonomy text, term text, name text, description text, term_uri text, known boolean, key text, parent_key text,
    taxonomy_description text, taxonomy_uri text, taxonomy_version text)
WHERE NOT EXISTS (
    SELECT FROM taxonomy AS ours WHERE ours.id = this_import.taxonomy_id AND ours.name = term.taxonomy);

ANALYZE said_term;

-- A taxonomy from before ids were random keeps its own.
INSERT INTO source_key (source_id, kind, key, id)
SELECT DISTINCT ON (said_term.taxonomy) this_import.source_id, 'taxonomy', said_term.taxonomy,
       coalesce(made.id, gen_random_uuid())
FROM said_term
CROSS JOIN this_import
LEFT JOIN taxonomy AS made
    ON made.id = uuid_generate_v5(
        this_import.namespace, concat_ws(':', this_import.source, 'taxonomy', said_term.taxonomy))
WHERE NOT said_term.known
ON CONFLICT DO NOTHING;

CREATE TEMPORARY TABLE wanted_taxonomy ON COMMIT DROP AS
WITH named AS (
    SELECT DISTINCT ON (taxonomy) taxonomy AS said_as, known, taxonomy_description AS description,
           taxonomy_uri AS uri, taxonomy_version AS version,
           CASE WHEN known THEN gen_random_uuid() ELSE asked.id END AS made_id
    FROM said_term
    CROSS JOIN this_import
    LEFT JOIN source_key AS asked
        ON asked.source_id = this_import.source_id AND asked.kind = 'taxonomy' AND asked.key = said_term.taxonomy
    ORDER BY taxonomy, taxonomy_description, taxonomy_uri, taxonomy_version
)
SELECT coalesce(CASE WHEN known THEN same.id END, made_id) AS id, said_as, known, named.description, named.uri,
       named.version,
       -- A name once given stays; a new one is the first of these that nobody has.
       coalesce(kept.name, (
           SELECT free.name
           FROM unnest(ARRAY[said_as, format('%s (%s)', said_as, this_import.source),
                             format('%s (%s, %s)', said_as, this_import.source, made_id)])
               WITH ORDINALITY AS free (name, place)
           WHERE known
              OR NOT EXISTS (SELECT FROM taxonomy WHERE taxonomy.name = free.name)
                 AND (free.place = 1 OR NOT EXISTS (SELECT FROM said_term WHERE said_term.taxonomy = free.name))
           ORDER BY free.place
           LIMIT 1)) AS name
FROM named
CROSS JOIN this_import
LEFT JOIN taxonomy AS same ON same.name = said_as
LEFT JOIN taxonomy AS kept ON kept.id = made_id;

CREATE INDEX ON wanted_taxonomy (id);
ANALYZE wanted_taxonomy;

INSERT INTO taxonomy AS kept (id, name, description, uri, version)
SELECT id, name, coalesce(description, 'Terms of ' || said_as || ', as feeds use them.'), uri, version
FROM wanted_taxonomy
ON CONFLICT (id) DO UPDATE SET
    description = EXCLUDED.description, uri = EXCLUDED.uri, version = EXCLUDED.version
WHERE (kept.description, kept.uri, kept.version)
    IS DISTINCT FROM (EXCLUDED.description, EXCLUDED.uri, EXCLUDED.version)
  AND kept.id IN (SELECT id FROM wanted_taxonomy WHERE NOT known AND description IS NOT NULL);

CREATE TEMPORARY TABLE wanted_term ON COMMIT DROP AS
WITH distinct_term AS (
    SELECT DISTINCT ON (taxonomy, term) *
    FROM said_term
    ORDER BY taxonomy, term, name, description, term_uri, key, parent_key
)
SELECT coalesce(kept.id, gen_random_uuid()) AS id, wanted_taxonomy.id AS taxonomy_id, said.*
FROM distinct_term AS said
JOIN wanted_taxonomy ON wanted_taxonomy.said_as = said.taxonomy
LEFT JOIN taxonomy_term AS kept ON kept.taxonomy_id = wanted_taxonomy.id AND kept.term = said.term;

CREATE INDEX ON wanted_term (id);
ANALYZE wanted_term;

-- What a taxonomy that everybody knows calls a term is not for one feed to change.
INSERT INTO taxonomy_term AS kept (id, taxonomy_id, term, name, description, term_uri)
SELECT id, taxonomy_id, term, name, description, term_uri FROM wanted_term
ON CONFLICT (id) DO UPDATE SET
    name = EXCLUDED.name, description = EXCLUDED.description, term_uri = EXCLUDED.term_uri
WHERE (kept.name, kept.description, kept.term_uri)
    IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.description, EXCLUDED.term_uri)
  AND kept.id IN (SELECT id FROM wanted_term WHERE NOT known);

-- A term that names one above it which did not come keeps the one that it has.
UPDATE taxonomy_term AS kept
SET parent_id = told.parent_id
FROM (
    SELECT DISTINCT ON (wanted.id) wanted.id, wanted.parent_key, above.id AS parent_id
    FROM wanted_term AS wanted
    LEFT JOIN wanted_term AS above
        ON above.key = wanted.parent_key AND above.taxonomy_id = wanted.taxonomy_id AND above.id <> wanted.id
    WHERE NOT wanted.known OR above.id IS NOT NULL
    ORDER BY wanted.id, above.id
) AS told
WHERE kept.id = told.id
  AND kept.parent_id IS DISTINCT FROM told.parent_id
  AND (told.parent_id IS NOT NULL OR told.parent_key IS NULL);
