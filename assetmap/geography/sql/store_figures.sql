WITH stored AS (
    INSERT INTO population_figure AS old (measure_code, area_code, value)
    SELECT s.measure_code, s.area_code, s.value
    FROM staged_figure AS s
    JOIN area AS a ON a.code = s.area_code
    ON CONFLICT (measure_code, area_code) DO UPDATE SET value = EXCLUDED.value
    WHERE old.value <> EXCLUDED.value
    RETURNING 1
)
SELECT
    (SELECT count(*) FROM stored) AS changed,
    (
        SELECT count(DISTINCT s.area_code)
        FROM staged_figure AS s
        WHERE NOT EXISTS (SELECT FROM area AS a WHERE a.code = s.area_code)
    ) AS unknown
