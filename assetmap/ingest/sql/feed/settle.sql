-- What became of each service that was not refused: the listing shows it, or it could not be placed.
CREATE TEMPORARY TABLE settled ON COMMIT DROP AS
SELECT judged.row_number,
       EXISTS (SELECT FROM listing WHERE listing.service_id = record.service_id)
           -- What is shown as part of another source's service is shown.
           OR EXISTS (SELECT FROM service_link AS link JOIN listing ON listing.service_id = link.into_service_id
                      WHERE link.service_id = record.service_id) AS listed,
       EXISTS (SELECT FROM hidden_service JOIN hidden ON hidden.id = hidden_id AND hidden.kind = 'service'
               WHERE hidden_service.service_id = record.service_id) AS taken_down
FROM judged
CROSS JOIN this_import
-- Under the ids that they have now: new ones, where something about them has become secret.
JOIN source_record AS record ON record.source_id = this_import.source_id AND record.key = judged.key;

CREATE INDEX ON settled (row_number);
ANALYZE settled;
INSERT INTO incoming_issue
SELECT settled.row_number, 'service_at_locations', NULL,
       CASE WHEN settled.taken_down THEN 'It was taken down here: assetmap hide --list.'
            WHEN EXISTS (SELECT FROM held WHERE held.row_number = settled.row_number)
            THEN 'None of its places has a postcode or coordinates that could be used.'
            ELSE 'It names neither a place nor an area that is known, nor says that it needs none.' END,
       'unlocated', 'Kept in the directory, but not listed.'
FROM settled
WHERE NOT settled.listed;
