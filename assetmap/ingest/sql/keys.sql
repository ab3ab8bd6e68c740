-- An id for each key that is asked for and that the source has not used before: random, and remembered. What had one from
-- before ids were random keeps it.
INSERT INTO source_key (source_id, kind, key, id)
SELECT this_import.source_id, asked.kind, asked.key, made.id
FROM asked_key AS asked
CROSS JOIN this_import
JOIN source_key AS made
    ON made.source_id = this_import.source_id AND made.kind = 'made ' || asked.kind
   AND made.key = uuid_generate_v5(
       this_import.namespace, concat_ws(':', this_import.source, asked.kind, asked.key))::text
-- Asked once, so that nothing is worked out where there is none.
WHERE (SELECT EXISTS (SELECT FROM source_key, this_import
                      WHERE source_key.source_id = this_import.source_id AND source_key.kind LIKE 'made %'))
ON CONFLICT DO NOTHING;

DELETE FROM source_key AS made
USING this_import, asked_key AS asked
JOIN source_key AS known ON known.kind = asked.kind AND known.key = asked.key
WHERE (SELECT EXISTS (SELECT FROM source_key, this_import
                      WHERE source_key.source_id = this_import.source_id AND source_key.kind LIKE 'made %'))
  AND known.source_id = this_import.source_id
  AND made.source_id = this_import.source_id AND made.kind = 'made ' || asked.kind AND made.id = known.id;

INSERT INTO source_key (source_id, kind, key, id)
SELECT this_import.source_id, asked.kind, asked.key, gen_random_uuid()
FROM asked_key AS asked
CROSS JOIN this_import
WHERE NOT EXISTS (
    SELECT FROM source_key AS known
    WHERE known.source_id = this_import.source_id AND known.kind = asked.kind AND known.key = asked.key)
-- In the order of the index, which is long.
ORDER BY asked.kind, asked.key
ON CONFLICT DO NOTHING;

-- In a table of its own with statistics of its own: those of all keys are of another time.
CREATE TEMPORARY TABLE IF NOT EXISTS known_key (
    kind text, key text, id uuid NOT NULL, PRIMARY KEY (kind, key)) ON COMMIT DROP;

INSERT INTO known_key (kind, key, id)
SELECT asked.kind, asked.key, known.id
FROM asked_key AS asked
CROSS JOIN this_import
JOIN source_key AS known
    ON known.source_id = this_import.source_id AND known.kind = asked.kind AND known.key = asked.key;

ANALYZE known_key;

DELETE FROM asked_key;
