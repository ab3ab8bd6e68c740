-- After much was written, what the planner knew of these tables is no longer so, and publishing reads them all. Only
-- what they are joined and chosen by counts: statistics of names and documents would cost more than they bring.
-- Only their owner may ANALYZE them, so a function of the owner's does.
SELECT refresh_statistics('organization', 'id', 'parent_organization_id'),
       refresh_statistics('organization_identifier', 'organization_id'),
       refresh_statistics('service', 'id', 'organization_id', 'status'),
       refresh_statistics('location', 'id', 'confidential', 'ward_code', 'district_code'),
       refresh_statistics('address', 'location_id'),
       refresh_statistics('accessibility', 'location_id'),
       refresh_statistics('service_at_location', 'id', 'service_id', 'location_id'),
       refresh_statistics('schedule', 'service_id', 'service_at_location_id'),
       refresh_statistics('cost_option', 'service_id'),
       refresh_statistics('service_area', 'service_id', 'area_code'),
       refresh_statistics('attribute', 'link_id', 'link_type', 'taxonomy_term_id'),
       refresh_statistics('contact', 'service_id'),
       refresh_statistics('phone', 'contact_id'),
       refresh_statistics('language', 'service_id'),
       refresh_statistics('source_record', 'source_id', 'key', 'service_id', 'location_id', 'retired_at')
