-- Where each row is: its coordinates if they are plausible, else its postcode, else the middle of its sector.
CREATE TEMPORARY TABLE sought ON COMMIT DROP AS
SELECT identified.row_number, identified.location_id, incoming.postcode, incoming.given_accuracy_m,
       CASE WHEN incoming.x IS NOT NULL THEN
           ST_Transform(ST_SetSRID(ST_MakePoint(incoming.x, incoming.y), incoming.srid), 27700)
       END AS given,
       coalesce(known.point, middle.point) AS posted,
       coalesce(known.accuracy_m, middle.accuracy_m) AS posted_accuracy_m,
       CASE WHEN known.live THEN 'postcode' WHEN known.live IS FALSE THEN 'terminated_postcode'
            WHEN middle.point IS NOT NULL THEN 'sector' END AS posted_by,
       known.ward_code, coalesce(known.district_code, middle.district_code) AS district_code, known.lsoa_code
FROM identified
JOIN incoming USING (row_number)
LEFT JOIN postcode AS known ON known.postcode = incoming.postcode
LEFT JOIN sector_middle AS middle ON middle.sector = left(incoming.postcode, -2) AND known.postcode IS NULL
WHERE identified.location_id IS NOT NULL;

CREATE INDEX ON sought (row_number);
ANALYZE sought;

CREATE TEMPORARY TABLE weighed ON COMMIT DROP AS
SELECT sought.*, ST_Distance(given, posted) AS apart_m,
       CASE WHEN given IS NULL THEN false
            WHEN posted IS NULL THEN true
            ELSE ST_Distance(given, posted) <= this_import.far_m + posted_accuracy_m
                 AND given_accuracy_m <= posted_accuracy_m
       END AS use_given
FROM sought, this_import;

CREATE INDEX ON weighed (row_number);
ANALYZE weighed;

CREATE TEMPORARY TABLE placed ON COMMIT DROP AS
SELECT row_number, location_id,
       CASE WHEN use_given THEN given ELSE posted END AS point,
       CASE WHEN use_given THEN 'given' ELSE posted_by END AS location_source,
       CASE WHEN use_given THEN given_accuracy_m ELSE posted_accuracy_m END AS accuracy_m,
       CASE WHEN posted_by <> 'sector' THEN ward_code END AS ward_code,
       CASE WHEN NOT (use_given AND posted_by = 'sector') THEN district_code END AS district_code,
       CASE WHEN posted_by <> 'sector' THEN lsoa_code END AS lsoa_code
FROM weighed;

CREATE INDEX ON placed (row_number);
ANALYZE placed;

-- Of a point without a postcode, the boundaries say where it lies.
WITH bare AS (
    SELECT placed.row_number, ward.code AS ward_code, district.code AS district_code, lsoa.code AS lsoa_code
    FROM placed
    CROSS JOIN this_import
    LEFT JOIN LATERAL (
        SELECT area.code
        FROM area
        WHERE area.kind = 'ward' AND ST_DWithin(area.boundary, placed.point, this_import.shore_m)
        ORDER BY ST_Distance(area.boundary, placed.point), area.vintage DESC NULLS LAST, area.code
        LIMIT 1
    ) AS ward ON true
    LEFT JOIN LATERAL (
        SELECT area.code
        FROM area
        WHERE area.kind = 'lsoa' AND ST_DWithin(area.boundary, placed.point, this_import.shore_m)
        ORDER BY ST_Distance(area.boundary, placed.point), area.vintage DESC NULLS LAST, area.code
        LIMIT 1
    ) AS lsoa ON true
    LEFT JOIN LATERAL (
        SELECT member.parent_code AS code
        FROM area_membership AS member
        JOIN area AS parent ON parent.code = member.parent_code AND parent.kind = 'district'
        WHERE member.code = ward.code
        ORDER BY member.parent_code
        LIMIT 1
    ) AS district ON true
    WHERE placed.location_source = 'given' AND placed.district_code IS NULL
)
UPDATE placed
SET ward_code = bare.ward_code, district_code = bare.district_code, lsoa_code = bare.lsoa_code
FROM bare
WHERE placed.row_number = bare.row_number;

INSERT INTO incoming_issue
SELECT weighed.row_number, this_import.headers ->> 'latitude', incoming.record ->> (this_import.headers ->> 'latitude'),
       format('The coordinates are %s km from %s.', round((apart_m / 1000)::numeric, 1), weighed.postcode),
       'changed', 'Placed by the postcode.'
FROM weighed
JOIN incoming USING (row_number), this_import
WHERE NOT use_given AND apart_m > this_import.far_m + posted_accuracy_m;

INSERT INTO incoming_issue
SELECT placed.row_number, this_import.headers ->> 'postcode', weighed.postcode,
       CASE placed.location_source
           WHEN 'sector' THEN format('%s is not a postcode that we know.', weighed.postcode)
           ELSE format('%s is no longer in use.', weighed.postcode) END,
       'changed',
       CASE placed.location_source
           WHEN 'sector' THEN format('Placed in the middle of %s, which may be %s m off.',
                                     left(weighed.postcode, -2), placed.accuracy_m)
           ELSE 'Placed where it was.' END
FROM placed
JOIN weighed USING (row_number), this_import
WHERE placed.location_source IN ('sector', 'terminated_postcode');
