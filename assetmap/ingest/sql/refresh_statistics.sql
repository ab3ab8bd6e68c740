-- After much was written, what the planner knew of these tables is no longer so, and publishing reads them all.
ANALYZE organization, organization_identifier, service, location, address, accessibility, service_at_location,
    schedule, cost_option, service_area, attribute, contact, phone, language, source_record
