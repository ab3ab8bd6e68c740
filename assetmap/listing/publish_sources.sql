-- Say of each source what must be said of it, and when the whole of it was last read.
INSERT INTO listing_source AS published (name, title, licence, attribution, url, imported_at)
SELECT source.name, source.title, source.licence, source.attribution, source.url,
       max(run.finished_at) FILTER (WHERE NOT run.partial)
FROM source
LEFT JOIN import_run AS run ON run.source_id = source.id
GROUP BY source.id
ON CONFLICT (name) DO UPDATE SET
    title = excluded.title,
    licence = excluded.licence,
    attribution = excluded.attribution,
    url = excluded.url,
    imported_at = excluded.imported_at
WHERE (published.title, published.licence, published.attribution, published.url, published.imported_at)
    IS DISTINCT FROM
    (excluded.title, excluded.licence, excluded.attribution, excluded.url, excluded.imported_at)
