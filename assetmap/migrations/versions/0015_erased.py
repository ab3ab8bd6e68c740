"""What was erased, as digests; and a history that copies nothing while something is erased or removed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# While a text is erased, the history tells which field of which row was, and by whom. While a source is
# removed, it tells nothing: the audit says so once.
RECORD_UPDATE = """
CREATE OR REPLACE FUNCTION record_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasing text := coalesce(current_setting('assetmap.erasing', true), '');
BEGIN
    IF erasing = 'removing' THEN
        RETURN NULL;
    END IF;
    INSERT INTO metadata (resource_id, resource_type, last_action_type, field_name,
                          previous_value, replacement_value, updated_by)
    SELECT was.id, TG_TABLE_NAME, 'update', field.name,
           CASE WHEN erasing = '' THEN to_jsonb(was) ->> field.name END,
           CASE WHEN erasing = '' THEN to_jsonb(now_is) ->> field.name END,
           nullif(current_setting('assetmap.actor', true), '')
    FROM was
    JOIN now_is ON now_is.id = was.id
    CROSS JOIN LATERAL jsonb_object_keys(to_jsonb(was) - 'last_modified') AS field (name)
    WHERE (to_jsonb(was) -> field.name) IS DISTINCT FROM (to_jsonb(now_is) -> field.name);
    RETURN NULL;
END $$
"""
RECORD_DELETE = """
CREATE OR REPLACE FUNCTION record_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasing text := coalesce(current_setting('assetmap.erasing', true), '');
BEGIN
    IF erasing = 'removing' THEN
        RETURN NULL;
    END IF;
    INSERT INTO metadata (resource_id, resource_type, last_action_type, field_name,
                          previous_value, updated_by)
    SELECT was.id, TG_TABLE_NAME, 'delete', '', CASE WHEN erasing = '' THEN to_jsonb(was)::text END,
           nullif(current_setting('assetmap.actor', true), '')
    FROM was;
    RETURN NULL;
END $$
"""
OLD_UPDATE = """
CREATE OR REPLACE FUNCTION record_update() RETURNS trigger LANGUAGE plpgsql AS $$
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
OLD_DELETE = """
CREATE OR REPLACE FUNCTION record_delete() RETURNS trigger LANGUAGE plpgsql AS $$
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
        "erased",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("size", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("erased_by", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("shape IN ('words', 'number', 'postcode')", name=op.f("ck_erased_shape_known")),
        sa.CheckConstraint("size > 0", name=op.f("ck_erased_size_possible")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased")),
        sa.UniqueConstraint("digest", name=op.f("uq_erased_digest")),
    )
    op.create_index("ix_metadata_last_action_date", "metadata", ["last_action_date"])
    op.execute(RECORD_UPDATE)
    op.execute(RECORD_DELETE)


def downgrade() -> None:
    op.execute(OLD_UPDATE)
    op.execute(OLD_DELETE)
    op.drop_index("ix_metadata_last_action_date", table_name="metadata")
    op.drop_table("erased")
