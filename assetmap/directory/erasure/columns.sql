-- Every column that may hold a text somebody wrote: from the catalogue, so that none can be forgotten. Columns that
-- hold only words of ours, or codes of another table's, can't.
SELECT space.nspname AS schema, class.relname AS table, attribute.attname AS column, type.typname AS type,
       NOT attribute.attnotnull AS nullable
FROM pg_class AS class
JOIN pg_namespace AS space ON space.oid = class.relnamespace
JOIN pg_attribute AS attribute
    ON attribute.attrelid = class.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
JOIN pg_type AS type ON type.oid = attribute.atttypid
WHERE (space.nspname = ANY (current_schemas(false)) OR space.nspname = :jobs)
  AND class.relkind IN ('r', 'p')
  AND type.typname IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', '_text', '_varchar')
  AND class.relname <> ALL (CAST(:reference AS text[]))
  AND NOT EXISTS (SELECT FROM pg_depend AS depends WHERE depends.objid = class.oid AND depends.deptype = 'e')
  AND NOT EXISTS (
      SELECT FROM pg_constraint AS holds
      WHERE holds.conrelid = class.oid AND holds.conkey = ARRAY[attribute.attnum]
        AND (holds.contype = 'f' OR holds.contype = 'c' AND pg_get_constraintdef(holds.oid) ~ 'ARRAY\['))
ORDER BY 1, 2, attribute.attnum
