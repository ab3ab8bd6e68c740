-- Of a hidden place only its district is kept: the service may still be given somewhere in it, but nobody is told where.
UPDATE publish_place AS place
SET name = NULL, point = NULL, accuracy_m = NULL, location_source = NULL, ward_code = NULL, lsoa_code = NULL,
    access = NULL, text = NULL, card = NULL, document = NULL, hours_of = NULL
FROM publish_hidden_place AS hidden
WHERE hidden.id = place.id
