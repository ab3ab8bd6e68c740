-- The minutes of the week, from Monday midnight, in which each distinct timetable is open; nothing where it
-- gives no times. A rule that counts the weeks of a month holds for any of them, and what closes after midnight
-- on Sunday goes on on Monday.
CREATE TEMPORARY TABLE record_open ON COMMIT DROP AS
SELECT said.timetable, range_agg(part.minutes) AS open,
       ARRAY(SELECT lexeme FROM unnest(said.lexemes) AS lexeme
             WHERE lexeme ~ '^=when/(mo|tu|we|th|fr|sa|su)$') AS lexemes
FROM publish_said AS said
LEFT JOIN LATERAL jsonb_to_recordset(said.timetable::jsonb)
    AS rule (byday text, bymonthday text, opens_at interval, closes_at interval)
    ON rule.opens_at IS NOT NULL AND rule.closes_at IS NOT NULL
LEFT JOIN LATERAL (
    SELECT DISTINCT strpos('MOTUWETHFRSASU', right(code, 2)) / 2 * 1440 AS midnight
    FROM regexp_split_to_table(
        coalesce(rule.byday, CASE WHEN rule.bymonthday <> '' THEN 'MO,TU,WE,TH,FR,SA,SU' END), ',') AS code
) AS day ON true
LEFT JOIN LATERAL (
    SELECT day.midnight + extract(epoch FROM rule.opens_at)::integer / 60 AS opens,
           day.midnight + extract(epoch FROM rule.closes_at)::integer / 60
               + CASE WHEN rule.closes_at <= rule.opens_at THEN 1440 ELSE 0 END AS closes
) AS session ON true
LEFT JOIN LATERAL (
    SELECT int4range(session.opens, least(session.closes, 10080)) WHERE session.opens IS NOT NULL
    UNION ALL
    SELECT int4range(0, session.closes - 10080) WHERE session.closes > 10080
) AS part (minutes) ON true
GROUP BY said.timetable, said.lexemes
