-- Rows whose service has new ids go on under these.
UPDATE identified SET service_id = new_id FROM renewed WHERE old_id = service_id;
UPDATE identified SET location_id = new_id FROM renewed WHERE old_id = location_id;
UPDATE identified SET service_at_location_id = new_id FROM renewed WHERE old_id = service_at_location_id;
UPDATE known_key SET id = new_id FROM renewed WHERE old_id = id;
