-- Nobody is asked to the office of a service that is given online, by telephone or at home: shown together with
-- one that people go to, only its district is kept, which says where it comes to people.
UPDATE publish_place AS place
SET name = NULL, point = NULL, accuracy_m = NULL, location_source = NULL, ward_code = NULL, lsoa_code = NULL,
    access = NULL, text = NULL, card = NULL, document = NULL, hours_of = NULL
FROM publish_service AS service
WHERE service.id = place.service_id AND NOT place.confidential
  AND service.delivery <> '{}' AND NOT 'in-person' = ANY (service.delivery)
  AND (service.id IN (SELECT id FROM publish_part) OR service.id IN (SELECT main_id FROM publish_part))
