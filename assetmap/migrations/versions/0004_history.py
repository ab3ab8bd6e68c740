"""The history of changes, written by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


WATCHED = (
    "organization",
    "organization_identifier",
    "service",
    "service_area",
    "cost_option",
    "funding",
    "location",
    "address",
    "accessibility",
    "service_at_location",
    "schedule",
    "contact",
    "phone",
    "language",
    "attribute",
)

# Statement triggers with transition tables: one pass for an import of any size. A new row needs no
# entry, because its source record says when it came. Only the fields that differ are written.
RECORD_UPDATE = """
CREATE FUNCTION record_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO metadata (resource_id, resource_type, last_action_type, field_name,
                          previous_value, replacement_value, updated_by)
    SELECT was.id, TG_TABLE_NAME, 'update', field.name,
           to_jsonb(was) ->> field.name, to_jsonb(now_is) ->> field.name,
           nullif(current_setting('assetmap.actor', true), '')
    FROM was
    JOIN now_is ON now_is.id = was.id
    CROSS JOIN LATERAL jsonb_object_keys(to_jsonb(was) - 'last_modified') AS field (name)
    WHERE (to_jsonb(was) -> field.name) IS DISTINCT FROM (to_jsonb(now_is) -> field.name);
    RETURN NULL;
END $$
"""
RECORD_DELETE = """
CREATE FUNCTION record_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO metadata (resource_id, resource_type, last_action_type, field_name,
                          previous_value, updated_by)
    SELECT was.id, TG_TABLE_NAME, 'delete', '', to_jsonb(was)::text,
           nullif(current_setting('assetmap.actor', true), '')
    FROM was;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "metadata",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("resource_type", sa.Text(), nullable=False),
        sa.Column(
            "last_action_date", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("last_action_type", sa.Text(), nullable=False),
        sa.Column("field_name", sa.Text(), nullable=False),
        sa.Column("previous_value", sa.Text(), nullable=True),
        sa.Column("replacement_value", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "last_action_type IN ('update', 'delete')", name=op.f("ck_metadata_last_action_type_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metadata")),
    )
    op.create_index("ix_metadata_resource_id", "metadata", ["resource_id", "last_action_date"], unique=False)
    op.execute(RECORD_UPDATE)
    op.execute(RECORD_DELETE)
    for table in WATCHED:
        op.execute(
            f"CREATE TRIGGER record_update AFTER UPDATE ON {table} "
            "REFERENCING OLD TABLE AS was NEW TABLE AS now_is "
            "FOR EACH STATEMENT EXECUTE FUNCTION record_update()"
        )
        op.execute(
            f"CREATE TRIGGER record_delete AFTER DELETE ON {table} "
            "REFERENCING OLD TABLE AS was "
            "FOR EACH STATEMENT EXECUTE FUNCTION record_delete()"
        )


def downgrade() -> None:
    for table in WATCHED:
        op.execute(f"DROP TRIGGER record_update ON {table}")
        op.execute(f"DROP TRIGGER record_delete ON {table}")
    op.execute("DROP FUNCTION record_update()")
    op.execute("DROP FUNCTION record_delete()")
    op.drop_table("metadata")
