INSERT INTO measure AS old (code, name, kind, unit, source, vintage)
SELECT code, name, kind, unit, source, vintage
FROM staged_measure
ON CONFLICT (code) DO UPDATE
SET name = EXCLUDED.name, kind = EXCLUDED.kind, unit = EXCLUDED.unit,
    source = EXCLUDED.source, vintage = EXCLUDED.vintage
WHERE (old.name, old.kind, old.unit, old.source, old.vintage)
    IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.kind, EXCLUDED.unit, EXCLUDED.source, EXCLUDED.vintage)
