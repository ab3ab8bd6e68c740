-- Services whose hours have run out, or whose prices have begun or run out, since they were last written; and
-- what a clock that ran ahead has written, for it may have left out what is still to come.
WITH turn AS (
    SELECT schedule.service_id, schedule.service_at_location_id, schedule.valid_to + 1 AS day
    FROM schedule
    WHERE schedule.valid_to < current_date
    UNION ALL
    SELECT service_id, NULL, valid_from FROM cost_option WHERE valid_from <= current_date
    UNION ALL
    SELECT service_id, NULL, valid_to + 1 FROM cost_option WHERE valid_to < current_date
)
SELECT DISTINCT service.id
FROM turn
LEFT JOIN service_at_location AS place ON place.id = turn.service_at_location_id
JOIN service ON service.id = coalesce(turn.service_id, place.service_id)
WHERE service.status IN ('active', 'temporarily closed')
  AND NOT EXISTS (
      SELECT FROM listing WHERE listing.service_id = service.id AND listing.published_at >= turn.day)
UNION
SELECT service_id FROM listing WHERE published_at > now() + interval '1 hour'
