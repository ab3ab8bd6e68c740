-- Before the services in `removed_service` go: what was withheld because of a secret one among them is secret itself from
-- now on, as if its own source had dropped a mark, so that removing a list opens nothing.
UPDATE location
SET confidential = true
FROM service_at_location AS held
JOIN withheld_now AS withheld ON withheld.service_id = held.service_id AND withheld.whole
JOIN removed_service AS gone ON gone.service_id = withheld.secret_id
WHERE location.id = held.location_id AND NOT location.confidential
  AND held.service_id NOT IN (SELECT service_id FROM removed_service);

INSERT INTO secret_service (service_id, marked)
SELECT DISTINCT withheld.service_id, false
FROM withheld_now AS withheld
JOIN removed_service AS gone ON gone.service_id = withheld.secret_id
WHERE withheld.whole AND withheld.service_id NOT IN (SELECT service_id FROM removed_service)
ON CONFLICT (service_id) DO UPDATE SET lifted_by = NULL, lifted_at = NULL, why = NULL;
