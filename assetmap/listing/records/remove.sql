-- Take away what is published and should not be.
DELETE FROM {published} AS published
USING record_change AS change
WHERE change.gone AND published.id = change.id
