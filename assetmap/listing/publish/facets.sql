-- Give a bit to each facet that has none yet. Facets come from closed lists of words and from our own categories.
INSERT INTO listing_facet (lexeme, bit)
SELECT seen.lexeme,
       (SELECT coalesce(max(bit), -1) FROM listing_facet) + row_number() OVER (ORDER BY seen.lexeme)
FROM (
    SELECT unnest(lexemes) FROM publish_service
    UNION SELECT unnest(lexemes) FROM publish_said
    UNION SELECT unnest(ARRAY['=access/step-free', '=how/in-person', '=serves/all'])
) AS seen (lexeme)
WHERE NOT EXISTS (SELECT FROM listing_facet AS known WHERE known.lexeme = seen.lexeme)
