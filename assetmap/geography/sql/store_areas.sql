-- An area that is only named keeps the boundary it has.
INSERT INTO area (code, kind, name, vintage, boundary)
SELECT code, kind, name, vintage, boundary
FROM staged_area
ON CONFLICT (code) DO UPDATE
SET kind = EXCLUDED.kind, name = EXCLUDED.name, vintage = EXCLUDED.vintage,
    boundary = coalesce(EXCLUDED.boundary, area.boundary)
WHERE (area.kind, area.name, area.vintage, area.boundary)
    IS DISTINCT FROM (EXCLUDED.kind, EXCLUDED.name, EXCLUDED.vintage, coalesce(EXCLUDED.boundary, area.boundary))
