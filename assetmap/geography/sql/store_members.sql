-- An area belongs to one larger area of a kind: what it belonged to before gives way.
WITH known AS (
    SELECT m.code, m.parent_code, m.basis, parent.kind
    FROM staged_member AS m
    JOIN area AS parent ON parent.code = m.parent_code
),
given_up AS (
    DELETE FROM area_membership AS old
    USING area AS parent, known
    WHERE parent.code = old.parent_code
        AND known.code = old.code
        AND known.kind = parent.kind
        AND known.parent_code <> old.parent_code
),
stored AS (
    INSERT INTO area_membership (code, parent_code, basis)
    SELECT code, parent_code, basis
    FROM known
    ON CONFLICT (code, parent_code) DO UPDATE SET basis = EXCLUDED.basis
    RETURNING 1
)
SELECT
    (SELECT count(*) FROM stored) AS stored,
    (SELECT count(*) FROM staged_member) - (SELECT count(*) FROM known) AS unknown
