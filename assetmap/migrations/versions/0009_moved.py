"""Where what was merged is shown now, and every decision about a pair."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# As for the history of the directory: one pass for an import of any size, and no writer can forget it.
RECORD_DECISION = """
CREATE FUNCTION record_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO pair_decision (first_id, second_id, state, decided_by)
        SELECT first_id, second_id, state, decided_by FROM now_is WHERE decided_by IS NOT NULL;
    ELSE
        -- A pair that the rule joined and that is no longer alike waits again, and nobody has decided that.
        INSERT INTO pair_decision (first_id, second_id, state, decided_by)
        SELECT first_id, second_id, now_is.state, coalesce(now_is.decided_by, 'rule')
        FROM now_is
        JOIN was USING (first_id, second_id)
        WHERE (was.state, was.decided_by, was.decided_at)
            IS DISTINCT FROM (now_is.state, now_is.decided_by, now_is.decided_at);
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "published_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("id <> into_id", name=op.f("ck_published_move_moved")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_move")),
    )
    op.create_index("ix_published_move_service_id", "published_move", ["service_id"])
    op.create_table(
        "pair_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'merged', 'apart')", name=op.f("ck_pair_decision_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_decision")),
    )
    for column in ("first_id", "second_id"):
        op.create_index(f"ix_pair_decision_{column}", "pair_decision", [column])
    op.execute(RECORD_DECISION)
    for event, rows in (
        ("INSERT", "NEW TABLE AS now_is"),
        ("UPDATE", "OLD TABLE AS was NEW TABLE AS now_is"),
    ):
        op.execute(
            f"CREATE TRIGGER record_decision_on_{event.lower()} AFTER {event} ON duplicate "
            f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION record_decision()"
        )
    op.execute(
        "INSERT INTO pair_decision (first_id, second_id, state, decided_by, decided_at)"
        " SELECT first_id, second_id, state, decided_by, decided_at FROM duplicate"
        " WHERE decided_by IS NOT NULL ORDER BY decided_at, first_id, second_id"
    )


def downgrade() -> None:
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER record_decision_on_{event} ON duplicate")
    op.execute("DROP FUNCTION record_decision()")
    op.drop_table("pair_decision")
    op.drop_table("published_move")
