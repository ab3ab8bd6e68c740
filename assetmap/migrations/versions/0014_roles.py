"""What the worker may have done by the owner of the tables, and how a moderator reads a secret place."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Only a table's owner may ANALYZE it before PostgreSQL 17, and only an index's owner may merge its list.
REFRESH_STATISTICS = """
CREATE FUNCTION refresh_statistics(target regclass, VARIADIC columns name[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT relnamespace <> 'public'::regnamespace FROM pg_class WHERE oid = target) THEN
        RAISE EXCEPTION '% is not a table of AssetMap.', target USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('ANALYZE %s', target) || coalesce(
        (SELECT ' (' || string_agg(quote_ident(name), ', ') || ')' FROM unnest(columns) AS name), '');
END $$
"""
MERGE_PENDING = """
CREATE FUNCTION merge_pending(target regclass) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
SELECT gin_clean_pending_list(target)
$$
"""
# The audit is written in the statement that reads: who can see the answer has left a row. Its caller's own
# transaction could still be undone, so the reader takes what it shows only after it has committed.
READ_PLACE = """
CREATE FUNCTION read_secret_place(place uuid, reader text, reason text)
RETURNS TABLE (id uuid, name text, easting double precision, northing double precision, address text,
               postcode text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
WITH written AS (
    INSERT INTO public.audit (actor, action, kind, ids, fields, why)
    VALUES (reader, 'read', 'location', ARRAY[place::text], ARRAY['point', 'address'], reason)
    RETURNING audit.id
)
SELECT l.id, l.name, public.ST_X(l.point), public.ST_Y(l.point),
       concat_ws(', ', a.address_1, a.city), a.postal_code
FROM written
CROSS JOIN public.location AS l
LEFT JOIN public.address AS a ON a.location_id = l.id
WHERE l.id = place
$$
"""
FUNCTIONS = (
    "refresh_statistics(regclass, name[])",
    "merge_pending(regclass)",
    "read_secret_place(uuid, text, text)",
)


def upgrade() -> None:
    for statement in (REFRESH_STATISTICS, MERGE_PENDING, READ_PLACE):
        op.execute(statement)
    for function in FUNCTIONS:
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
