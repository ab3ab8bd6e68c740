-- Count the words of the rows that changed: how many more, or fewer, listings use each. Each is looked at once, and
-- not wherever it stands.
CREATE TEMPORARY TABLE publish_word ON COMMIT DROP AS
WITH
counted AS MATERIALIZED (
    SELECT word, sum(change)::integer AS change
    FROM (
        SELECT unnest(new_words) AS word, 1 AS change FROM publish_change
        UNION ALL
        SELECT unnest(old_words), -1 FROM publish_change
    ) AS used
    GROUP BY word
    HAVING sum(change) <> 0
)
SELECT word, change
FROM counted
WHERE word ~ '^\w{3,30}$' AND word !~ '[\d_]'
