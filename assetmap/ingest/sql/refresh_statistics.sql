-- After much was written, what the planner knew of these tables is no longer so, and publishing reads them all. Only
-- what they are joined and chosen by counts: statistics of names and documents would cost more than they bring.
ANALYZE organization (id, parent_organization_id), organization_identifier (organization_id),
    service (id, organization_id, status), location (id, confidential, ward_code, district_code), address (location_id),
    accessibility (location_id), service_at_location (id, service_id, location_id),
    schedule (service_id, service_at_location_id), cost_option (service_id), service_area (service_id, area_code),
    attribute (link_id, link_type, taxonomy_term_id), contact (service_id), phone (contact_id), language (service_id),
    source_record (source_id, key, service_id, location_id, retired_at)
