-- Say of each source what must be said of it, when it was last read, whole or for what is new, and since when
-- it cannot be read. The address of a feed may hold a key, in its parameters or before the host: not for all.
INSERT INTO listing_source AS published
    (name, title, licence, attribution, url, imported_at, read_at, failing_since)
SELECT source.name, source.title, source.licence, source.attribution,
       regexp_replace(regexp_replace(source.url, '[?#].*$', ''), '^(\w+://)[^/@]*@', '\1'),
       -- The newest by number: a clock that ran ahead may have dated an older one.
       (array_agg(run.finished_at ORDER BY run.id DESC) FILTER (WHERE NOT run.partial))[1],
       (array_agg(run.finished_at ORDER BY run.id DESC)
            FILTER (WHERE NOT run.partial OR run.file_name = source.url))[1],
       source.failing_since
FROM source
LEFT JOIN import_run AS run ON run.source_id = source.id
GROUP BY source.id
ON CONFLICT (name) DO UPDATE SET
    title = excluded.title,
    licence = excluded.licence,
    attribution = excluded.attribution,
    url = excluded.url,
    imported_at = excluded.imported_at,
    read_at = excluded.read_at,
    failing_since = excluded.failing_since
WHERE published IS DISTINCT FROM excluded
