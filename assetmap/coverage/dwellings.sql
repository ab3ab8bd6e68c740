-- Live postcodes of some wards as one string of bytes, 24 for each: x, y (float8), the number of its ward and
-- the number of its LSOA (int4). A million and a half of them as rows would take gigabytes in Python.
WITH ward AS (
    SELECT code, number - 1 AS number FROM unnest(CAST(:wards AS text[])) WITH ORDINALITY AS ward (code, number)
),
lsoa AS (
    SELECT code, number - 1 AS number FROM unnest(CAST(:lsoas AS text[])) WITH ORDINALITY AS lsoa (code, number)
)
SELECT string_agg(
    float8send(ST_X(postcode.point)) || float8send(ST_Y(postcode.point))
        || int4send(ward.number::integer) || int4send(lsoa.number::integer),
    ''::bytea ORDER BY ward.number, postcode.postcode)
FROM postcode
JOIN ward ON ward.code = postcode.ward_code
JOIN lsoa ON lsoa.code = postcode.lsoa_code
WHERE postcode.live
