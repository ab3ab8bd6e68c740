-- The addresses of the places that are no secret, each with all that the standard wants. A town that was not given is the
-- district, and a state or province the county, or the district where it is in none. What has no postcode is
-- no address to the standard, so its lines are kept beside.
CREATE TEMPORARY TABLE record_address ON COMMIT DROP AS
WITH
place AS (
    SELECT DISTINCT location_id AS id
    FROM publish_place
    WHERE NOT confidential
),
county AS (
    SELECT membership.code, min(area.name) AS name
    FROM area_membership AS membership
    JOIN area ON area.code = membership.parent_code AND area.kind = 'county'
    GROUP BY membership.code
),
line AS (
    SELECT address.*, nullif(btrim(address.address_1), '') AS first, nullif(btrim(address.city), '') AS town,
           substring(upper(btrim(address.postal_code)) FROM '^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$') AS postcode,
           coalesce(nullif(btrim(location.name), ''), 'Not known') AS place_name,
           coalesce(district.name, 'Not known') AS district_name, county.name AS county_name
    FROM place
    JOIN redacted_location AS location ON location.id = place.id
    JOIN address ON address.location_id = place.id
    LEFT JOIN area AS district ON district.code = location.district_code
    LEFT JOIN county ON county.code = location.district_code
)
SELECT location_id,
       jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
           'id', id, 'attention', nullif(btrim(attention), ''), 'address_1', coalesce(first, place_name),
           'city', coalesce(town, district_name), 'region', nullif(btrim(region), ''),
           'state_province', coalesce(nullif(btrim(state_province), ''), county_name, district_name),
           'postal_code', postcode, 'country', coalesce(nullif(btrim(country), ''), 'GB'),
           'address_type', address_type)) ORDER BY address_type, id) FILTER (WHERE postcode IS NOT NULL) AS list,
       jsonb_agg(nullif(concat_ws(', ', first, town, region), '') ORDER BY address_type, id)
           FILTER (WHERE postcode IS NULL AND concat_ws('', first, town, region) <> '') AS lines
FROM line
GROUP BY location_id
