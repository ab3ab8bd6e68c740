-- A taxonomy's terms.
jsonb_strip_nulls(jsonb_build_object('taxonomy_terms', (
    SELECT jsonb_agg(term.summary ORDER BY term.id)
    FROM published_term AS term
    WHERE term.taxonomy_id = record.id)))
