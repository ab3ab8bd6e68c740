-- The other places of the parts are places of the service, with the hours that were said of them.
UPDATE publish_place AS place
SET service_id = part.main_id,
    hours_of = CASE
        WHEN place.hours_of IS NULL THEN NULL
        -- The hours of a place that several tell of are chosen already.
        WHEN place.hours_of <> place.id OR jsonb_strip_nulls(place.document) ? 'schedules' THEN place.hours_of
        WHEN jsonb_strip_nulls(said.document) ? 'schedules' THEN said.id
        ELSE place.id
    END
FROM publish_part AS part
JOIN publish_service AS said ON said.id = part.id
WHERE place.service_id = part.id
