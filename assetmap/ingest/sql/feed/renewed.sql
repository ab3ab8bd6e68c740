-- Services that have new ids go on under these.
UPDATE service_row SET service_id = new_id FROM renewed WHERE old_id = service_id;
UPDATE service_row SET organization_id = new_id FROM renewed WHERE old_id = organization_id;
UPDATE held SET service_id = new_id FROM renewed WHERE old_id = service_id;
UPDATE held SET location_id = new_id FROM renewed WHERE old_id = location_id;
UPDATE held SET service_at_location_id = new_id FROM renewed WHERE old_id = service_at_location_id;
UPDATE site SET location_id = new_id FROM renewed WHERE old_id = location_id;
UPDATE known_key SET id = new_id FROM renewed WHERE old_id = id;
