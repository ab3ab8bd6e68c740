-- What became of each row that was not refused: the listing shows its service there, or it could not be placed.
CREATE TEMPORARY TABLE settled ON COMMIT DROP AS
SELECT judged.row_number, record.location_id,
       EXISTS (SELECT FROM listing WHERE listing.id IN (record.service_id, place.id))
           -- What is shown as part of another source's service is shown.
           OR EXISTS (SELECT FROM service_link AS link JOIN listing ON listing.service_id = link.into_service_id
                      WHERE link.service_id = record.service_id) AS listed,
       EXISTS (SELECT FROM hidden_service JOIN hidden ON hidden.id = hidden_id AND hidden.kind = 'service'
               WHERE hidden_service.service_id = record.service_id) AS taken_down
FROM judged
CROSS JOIN this_import
-- Under the ids that they have now: new ones, where something about them has become secret.
JOIN source_record AS record ON record.source_id = this_import.source_id AND record.key = judged.key
LEFT JOIN service_at_location AS place
    ON place.service_id = record.service_id AND place.location_id = record.location_id;

CREATE INDEX ON settled (row_number);
ANALYZE settled;

INSERT INTO incoming_issue
SELECT settled.row_number, this_import.headers ->> said.field,
       incoming.record ->> (this_import.headers ->> said.field), said.problem, 'unlocated',
       'Kept in the directory, but not listed.'
FROM settled
JOIN incoming USING (row_number)
CROSS JOIN this_import
CROSS JOIN LATERAL (
    SELECT CASE
               WHEN incoming.areas IS NOT NULL AND NOT incoming.has_place THEN 'service_area'
               ELSE 'postcode'
           END AS field,
           CASE
               WHEN settled.taken_down THEN 'It was taken down here: assetmap hide --list.'
               WHEN incoming.areas IS NOT NULL AND NOT incoming.has_place
                   THEN 'None of the areas that the service covers is known, and the row gives no place.'
               WHEN NOT incoming.has_place
                   THEN 'The row gives neither a place nor an area, and does not say that the service needs none.'
               WHEN incoming.postcode IS NULL
                   THEN 'The row has neither a postcode nor coordinates that could be used.'
               ELSE format('Neither %s nor any postcode that begins with %s is known.', incoming.postcode,
                           left(incoming.postcode, -2))
           END AS problem
) AS said
WHERE NOT settled.listed;
