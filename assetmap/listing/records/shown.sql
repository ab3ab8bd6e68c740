-- What the listing shows of each service in scope: the places that are no secret, and the districts of those
-- that are.
CREATE TEMPORARY TABLE record_shown ON COMMIT DROP AS
SELECT kept.service_id,
       array_agg(DISTINCT place.id) FILTER (WHERE place.document IS NOT NULL) AS places,
       jsonb_agg(DISTINCT jsonb_strip_nulls(
           jsonb_build_object('district_code', place.district_code, 'district', district.name)))
           FILTER (WHERE kept.hidden AND place.confidential AND place.district_code IS NOT NULL) AS hidden
FROM publish_kept AS kept
LEFT JOIN publish_place AS place ON place.id = ANY (kept.places)
LEFT JOIN area AS district ON place.confidential AND district.code = place.district_code
GROUP BY kept.service_id
