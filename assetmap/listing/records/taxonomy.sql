-- Every taxonomy, and our own for how a service is joined and delivered.
CREATE TEMPORARY TABLE record_taxonomy ON COMMIT DROP AS
WITH
way AS (
    SELECT id, name, description
    FROM jsonb_to_recordset(CAST(:taxonomies AS jsonb)) AS way (id uuid, name text, description text)
),
held AS (
    SELECT id, name, coalesce(nullif(btrim(description), ''), name) AS description,
           CASE WHEN uri ~ :uri THEN uri END AS uri, nullif(btrim(version), '') AS version
    FROM taxonomy
    WHERE NOT EXISTS (SELECT FROM way WHERE way.id = taxonomy.id)
    UNION ALL
    SELECT id, name, description, NULL, NULL FROM way
)
SELECT id, to_tsvector('english', concat_ws(' ', name, description)) AS terms,
       jsonb_strip_nulls(jsonb_build_object(
           'id', id, 'name', name, 'description', description, 'uri', uri, 'version', version)) AS summary
FROM held
