-- Every measure with its figures in the order of the LSOAs given, float8 each, as one string of bytes.
WITH lsoa AS (
    SELECT code, number FROM unnest(CAST(:lsoas AS text[])) WITH ORDINALITY AS lsoa (code, number)
)
SELECT
    measure.code,
    measure.name,
    measure.unit,
    measure.kind,
    string_agg(float8send(coalesce(figure.value::float8, 'NaN')), ''::bytea ORDER BY lsoa.number) AS figures
FROM measure
CROSS JOIN lsoa
LEFT JOIN population_figure AS figure ON figure.measure_code = measure.code AND figure.area_code = lsoa.code
GROUP BY measure.code, measure.name, measure.unit, measure.kind
ORDER BY measure.code
