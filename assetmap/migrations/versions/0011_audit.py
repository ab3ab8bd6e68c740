"""The audit: who did what to which ids and why. Append only."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A value that somebody typed into a reason can go, and nothing else: the row stays, and so does who and what.
REFUSE_CHANGE = """
CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('assetmap.erasing', true) = 'yes' THEN
        IF to_jsonb(old) - 'why' = to_jsonb(new) - 'why' AND strpos(new.why, '[erased]') > 0 THEN
            RETURN new;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit is append only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ids", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("btrim(actor) <> ''", name=op.f("ck_audit_actor_named")),
        sa.CheckConstraint("btrim(why) <> ''", name=op.f("ck_audit_reason_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_ids", "audit", ["ids"], postgresql_using="gin")
    op.execute(REFUSE_CHANGE)
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit()"
    )
    op.execute(
        "CREATE TRIGGER refuse_emptying BEFORE TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()"
    )


def downgrade() -> None:
    op.drop_table("audit")
    op.execute("DROP FUNCTION refuse_change_of_audit()")
