-- What the words and the names of areas in a query stand for. A word that no listing has, neither as it is
-- written nor by its stem, comes with the words of the listing that look most like it.
SELECT jsonb_build_object(
    'areas', (
        SELECT jsonb_agg(jsonb_build_object(
            'field', asked.field, 'code', area.code, 'name', area.name, 'above', above.codes,
            'perhaps', CASE WHEN area.code IS NULL THEN perhaps.name END))
        FROM unnest(CAST(:fields AS text[]), CAST(:typed AS text[])) AS asked (field, typed)
        LEFT JOIN LATERAL (
            SELECT code, name
            FROM area
            WHERE code = asked.typed
              AND (asked.field = 'ward' AND kind = 'ward' OR asked.field = 'district' AND kind IN ('district', 'county'))
            UNION ALL
            (SELECT code, name
             FROM area
             WHERE asked.field = 'district' AND kind IN ('district', 'county') AND lower(name) = lower(asked.typed)
             ORDER BY kind DESC, code
             LIMIT 1)
        ) AS area ON true
        LEFT JOIN LATERAL (
            WITH RECURSIVE higher (code) AS (
                SELECT parent_code FROM area_membership WHERE area_membership.code = area.code
                UNION
                SELECT parent_code FROM higher JOIN area_membership ON area_membership.code = higher.code
            )
            SELECT jsonb_agg(code ORDER BY code) AS codes FROM higher
        ) AS above ON true
        LEFT JOIN LATERAL (
            SELECT near.name
            FROM area AS near
            WHERE area.code IS NULL AND asked.field = 'district' AND near.kind IN ('district', 'county')
              AND similarity(near.name, asked.typed) >= 0.3
            ORDER BY similarity(near.name, asked.typed) DESC, near.name
            LIMIT 1
        ) AS perhaps ON true),
    'words', (
        SELECT jsonb_object_agg(typed.word, alike.words)
        FROM unnest(CAST(:words AS text[])) AS typed (word)
        CROSS JOIN LATERAL (
            SELECT coalesce(jsonb_agg(jsonb_build_array(near.word, near.uses) ORDER BY near.word), '[]') AS words
            FROM (
                SELECT listing_word.word, listing_word.uses
                FROM listing_word
                ORDER BY listing_word.word <-> typed.word
                LIMIT :alike
            ) AS near
            WHERE numnode(plainto_tsquery('english', near.word)) > 0
        ) AS alike
        WHERE NOT EXISTS (SELECT FROM listing_word AS known WHERE known.word = typed.word)
          AND numnode(plainto_tsquery('english', typed.word)) > 0
          AND NOT EXISTS (SELECT FROM listing WHERE terms @@ plainto_tsquery('english', typed.word)))
) AS understood
