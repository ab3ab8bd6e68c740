"""Random ids, remembered beside what each source calls a thing; new ones for what is secret."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

#: What has an id that is renewed with the service that it belongs to.
RENEWED = ("organization", "service", "location", "service_at_location", "contact", "phone")

# An id is renewed where it stands, and what refers to it follows.
FOLLOW = """
DO $$
DECLARE
    refers record;
BEGIN
    FOR refers IN
        SELECT conrelid::regclass AS held_by, conname, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint
        WHERE contype = 'f' AND confupdtype = '{now}' AND confrelid = ANY (ARRAY[{tables}]::regclass[])
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', refers.held_by,
                       refers.conname, refers.conname, {definition});
    END LOOP;
END $$
"""

# What a source told before ids were random has an id that was made of its name and its key (uuid5). It keeps
# that id: it is known by it until its source tells of it again, under a kind of its own.
REMEMBER = """
INSERT INTO source_key (source_id, kind, key, id)
WITH RECURSIVE
told AS (
    SELECT DISTINCT record.source_id, record.service_id, service.organization_id
    FROM source_record AS record
    JOIN service ON service.id = record.service_id
),
run_by (source_id, id) AS (
    SELECT source_id, organization_id FROM told
    UNION
    SELECT run_by.source_id, organization.parent_organization_id
    FROM run_by
    JOIN organization ON organization.id = run_by.id AND organization.parent_organization_id IS NOT NULL
)
SELECT source_id, 'made service', service_id::text, service_id FROM told
UNION
SELECT source_id, 'made organization', id::text, id FROM run_by
UNION
SELECT told.source_id, 'made service_at_location', place.id::text, place.id
FROM told
JOIN service_at_location AS place ON place.service_id = told.service_id
UNION
SELECT told.source_id, 'made location', place.location_id::text, place.location_id
FROM told
JOIN service_at_location AS place ON place.service_id = told.service_id
UNION
SELECT source_id, 'made location', location_id::text, location_id FROM source_record
WHERE location_id IS NOT NULL
"""
REMEMBER_SCHEDULES = """
UPDATE source_record AS record
SET schedule_ids = told.ids
FROM (
    SELECT record.source_id, record.key, array_agg(schedule.id ORDER BY place) AS ids
    FROM source_record AS record
    JOIN source ON source.id = record.source_id
    CROSS JOIN generate_series(1, 60) AS place
    JOIN schedule ON schedule.id = uuid_generate_v5(
        '6f1c1f0e-3b0e-5f0a-9a51-0a6f5b8d7c21', concat_ws(':', source.name, 'schedule', record.key, place))
    GROUP BY record.source_id, record.key
) AS told
WHERE told.source_id = record.source_id AND told.key = record.key
"""

KEEP_IDS = """
CREATE FUNCTION keep_ids(wanted regclass, kept regclass, known_by text[], mended boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
-- Give each wanted row the id of the row that is there and says the same in the columns that it is known by,
-- the first of which is whose row it is. Where rows may be mended, one that is left takes the id of one left.
DECLARE
    owner text := known_by[1];
    said text := (SELECT format('ROW(%s)::text', string_agg(quote_ident(name), ', ' ORDER BY place))
                  FROM unnest(known_by) WITH ORDINALITY AS columns (name, place));
BEGIN
    EXECUTE format(
        'UPDATE %1$s AS wanted SET id = there.id
         FROM (SELECT ctid AS place, %3$s AS said, row_number() OVER (PARTITION BY %3$s ORDER BY ctid) AS nth
               FROM %1$s) AS mine
         JOIN (SELECT id, %3$s AS said, row_number() OVER (PARTITION BY %3$s ORDER BY id) AS nth
               FROM %2$s WHERE %4$I IN (SELECT %4$I FROM %1$s)) AS there USING (said, nth)
         WHERE wanted.ctid = mine.place',
        wanted, kept, said, owner);
    IF NOT mended THEN
        RETURN;
    END IF;
    EXECUTE format(
        'UPDATE %1$s AS wanted SET id = there.id
         FROM (SELECT ctid AS place, %3$I AS owner, row_number() OVER (PARTITION BY %3$I ORDER BY ctid) AS nth
               FROM %1$s AS mine WHERE NOT EXISTS (SELECT FROM %2$s AS there WHERE there.id = mine.id))
                   AS mine
         JOIN (SELECT id, %3$I AS owner, row_number() OVER (PARTITION BY %3$I ORDER BY id) AS nth
               FROM %2$s AS there
               WHERE %3$I IN (SELECT %3$I FROM %1$s)
                 AND NOT EXISTS (SELECT FROM %1$s AS mine WHERE mine.id = there.id))
                     AS there USING (owner, nth)
         WHERE wanted.ctid = mine.place',
        wanted, kept, owner);
END $$
"""

RENEW_IDS = """
CREATE FUNCTION renew_ids(service_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
-- Give these services, and all that is theirs alone, new ids; the old ones are gone, and lead nowhere.
DECLARE
    last_decision bigint := (SELECT coalesce(max(id), 0) FROM pair_decision);
    name text;
BEGIN
    DROP TABLE IF EXISTS pg_temp.renewed, pg_temp.renewed_pair;
    CREATE TEMPORARY TABLE renewed (
        kind text, old_id uuid PRIMARY KEY, new_id uuid NOT NULL DEFAULT gen_random_uuid()) ON COMMIT DROP;
    INSERT INTO renewed SELECT 'service', id FROM service WHERE id = ANY (service_ids);
    INSERT INTO renewed
    SELECT 'service_at_location', place.id
    FROM service_at_location AS place JOIN renewed ON renewed.old_id = place.service_id;
    INSERT INTO renewed
    SELECT 'location', place.id
    FROM (SELECT place.location_id FROM service_at_location AS place
        JOIN renewed ON renewed.old_id = place.service_id
          UNION
          SELECT record.location_id FROM source_record AS record
          JOIN renewed ON renewed.old_id = record.service_id) AS theirs (id)
    JOIN location AS place ON place.id = theirs.id
    WHERE NOT EXISTS (SELECT FROM service_at_location AS other
                      WHERE other.location_id = place.id
                        AND other.service_id NOT IN (SELECT old_id FROM renewed));
    INSERT INTO renewed
    SELECT DISTINCT 'organization', service.organization_id
    FROM service JOIN renewed ON renewed.old_id = service.id
    WHERE NOT EXISTS (SELECT FROM service AS other
                      WHERE other.organization_id = service.organization_id
                        AND other.id NOT IN (SELECT old_id FROM renewed))
      AND NOT EXISTS (SELECT FROM organization AS below
                      WHERE below.parent_organization_id = service.organization_id);
    INSERT INTO renewed SELECT 'contact', one.id FROM contact AS one JOIN renewed ON old_id = service_id;
    INSERT INTO renewed SELECT 'phone', one.id FROM phone AS one JOIN renewed ON old_id = contact_id;
    INSERT INTO renewed SELECT 'language', one.id FROM language AS one
        JOIN renewed ON old_id IN (one.service_id, one.phone_id);
    INSERT INTO renewed SELECT 'schedule', one.id FROM schedule AS one
        JOIN renewed ON old_id IN (one.service_id, one.service_at_location_id);
    INSERT INTO renewed SELECT 'cost_option', one.id FROM cost_option AS one
        JOIN renewed ON old_id = service_id;
    INSERT INTO renewed SELECT 'service_area', one.id FROM service_area AS one
        JOIN renewed ON old_id = service_id;
    INSERT INTO renewed SELECT 'funding', one.id FROM funding AS one JOIN renewed ON old_id = service_id;
    INSERT INTO renewed SELECT 'address', one.id FROM address AS one JOIN renewed ON old_id = location_id;
    INSERT INTO renewed
        SELECT 'accessibility', one.id FROM accessibility AS one JOIN renewed ON old_id = location_id;
    INSERT INTO renewed SELECT 'organization_identifier', one.id FROM organization_identifier AS one
        JOIN renewed ON old_id = organization_id;
    INSERT INTO renewed SELECT 'attribute', one.id FROM attribute AS one JOIN renewed ON old_id = link_id;

    INSERT INTO gone_id (id)
    SELECT old_id FROM renewed WHERE kind IN ('service', 'service_at_location', 'organization')
    UNION
    SELECT move.id FROM published_move AS move JOIN renewed ON old_id IN (move.into_id, move.service_id)
    ON CONFLICT DO NOTHING;

    -- A pair stands in the order of its ids.
    CREATE TEMPORARY TABLE renewed_pair ON COMMIT DROP AS
        SELECT * FROM duplicate
        WHERE first_id IN (SELECT old_id FROM renewed) OR second_id IN (SELECT old_id FROM renewed);
    DELETE FROM duplicate USING renewed_pair AS pair
        WHERE (duplicate.first_id, duplicate.second_id) = (pair.first_id, pair.second_id);
    UPDATE renewed_pair AS pair SET first_id = new_id FROM renewed WHERE old_id = pair.first_id;
    UPDATE renewed_pair AS pair SET second_id = new_id FROM renewed WHERE old_id = pair.second_id;
    UPDATE renewed_pair
        SET first_id = least(first_id, second_id), second_id = greatest(first_id, second_id);
    UPDATE pair_decision AS pair SET first_id = new_id FROM renewed WHERE old_id = pair.first_id;
    UPDATE pair_decision AS pair SET second_id = new_id FROM renewed WHERE old_id = pair.second_id;
    UPDATE pair_decision
        SET first_id = least(first_id, second_id), second_id = greatest(first_id, second_id)
        WHERE first_id > second_id;

    FOR name IN SELECT DISTINCT kind FROM renewed LOOP
        EXECUTE format('UPDATE %1$I AS one SET id = new_id FROM renewed
            WHERE kind = %1$L AND old_id = one.id', name);
    END LOOP;
    UPDATE attribute SET link_id = new_id FROM renewed WHERE old_id = link_id;
    UPDATE source_key SET id = new_id FROM renewed WHERE old_id = source_key.id;
    UPDATE source_record AS record
        SET schedule_ids = ARRAY(
            SELECT coalesce(new_id, each.id)
            FROM unnest(record.schedule_ids) WITH ORDINALITY AS each (id, place)
            LEFT JOIN renewed ON old_id = each.id
            ORDER BY place)
        FROM renewed
        WHERE new_id = record.service_id AND record.schedule_ids <> '{}';

    INSERT INTO duplicate SELECT * FROM renewed_pair;
    DELETE FROM pair_decision AS decided USING renewed_pair AS pair
        WHERE decided.id > last_decision
          AND (decided.first_id, decided.second_id) = (pair.first_id, pair.second_id);

    -- The history goes on under the new id, and nobody changed anything.
    DELETE FROM metadata USING renewed
        WHERE metadata.resource_id IN (old_id, new_id) AND last_action_date = now()
          AND previous_value IN (SELECT old_id::text FROM renewed)
          AND replacement_value IN (SELECT new_id::text FROM renewed);
    UPDATE metadata SET resource_id = new_id FROM renewed WHERE old_id = resource_id;
END $$
"""

RENEW_HIDDEN = """
SELECT renew_ids(ARRAY(
    SELECT DISTINCT place.service_id
    FROM service_at_location AS place
    JOIN location ON location.id = place.location_id AND location.confidential
    UNION
    SELECT record.service_id
    FROM source_record AS record
    JOIN location ON location.id = record.location_id AND location.confidential))
"""


def upgrade() -> None:
    op.create_table(
        "source_key",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_key_source_id_source")),
        sa.PrimaryKeyConstraint("source_id", "kind", "key", name=op.f("pk_source_key")),
    )
    op.create_table(
        "gone_id",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gone_id")),
    )
    op.add_column(
        "source_record",
        sa.Column(
            "schedule_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.execute(_follow(now="a", definition="refers.definition || ' ON UPDATE CASCADE'"))
    op.execute(KEEP_IDS)
    op.execute(RENEW_IDS)
    op.execute(REMEMBER)
    op.execute(REMEMBER_SCHEDULES)
    op.execute(RENEW_HIDDEN)


def downgrade() -> None:
    op.execute("DROP FUNCTION renew_ids(uuid[])")
    op.execute("DROP FUNCTION keep_ids(regclass, regclass, text[], boolean)")
    op.execute(_follow(now="c", definition="replace(refers.definition, ' ON UPDATE CASCADE', '')"))
    op.drop_column("source_record", "schedule_ids")
    op.drop_table("gone_id")
    op.drop_table("source_key")


def _follow(*, now: str, definition: str) -> str:
    tables = ", ".join(f"'{table}'" for table in RENEWED)
    return FOLLOW.format(now=now, tables=tables, definition=definition)
