-- An organization's services.
jsonb_strip_nulls(jsonb_build_object('services', (
    SELECT jsonb_agg(({document}) - 'organization' ORDER BY service.id)
    FROM published_service AS service
    WHERE service.organization_id = record.id)))
