"""The same service twice, and whose values come first."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("rank", sa.SmallInteger(), server_default="100", nullable=False))
    create_keys()
    create_pairs()
    create_links()


def create_keys() -> None:
    op.create_table(
        "match_key",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('name', 'charity', 'host', 'phone', 'email', 'postcode')",
            name=op.f("ck_match_key_kind_known"),
        ),
        of_service("match_key", "service_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_match_key_source_id_source")),
        sa.PrimaryKeyConstraint("service_id", "kind", "value", name=op.f("pk_match_key")),
    )
    op.create_index("ix_match_key_kind_value", "match_key", ["kind", "value"])


def create_pairs() -> None:
    op.create_table(
        "duplicate",
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'merged', 'apart')", name=op.f("ck_duplicate_state_known")),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_pair_in_order")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_duplicate_score_possible")),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_duplicate_decision_dated")
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR decided_by IS NOT NULL", name=op.f("ck_duplicate_somebody_decided")
        ),
        of_service("duplicate", "first_id"),
        of_service("duplicate", "second_id"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_duplicate")),
    )
    op.create_index("ix_duplicate_second_id", "duplicate", ["second_id"])
    op.create_index("ix_duplicate_state", "duplicate", ["state", "score"])


def create_links() -> None:
    op.create_table(
        "service_link",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("into_service_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("service_id <> into_service_id", name=op.f("ck_service_link_two_services")),
        sa.CheckConstraint("rank > 0", name=op.f("ck_service_link_rank_after_first")),
        of_service("service_link", "service_id"),
        of_service("service_link", "into_service_id"),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_service_link")),
    )
    op.create_index("ix_service_link_into_service_id", "service_link", ["into_service_id"])


def of_service(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_service")
    return sa.ForeignKeyConstraint([column], ["service.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("service_link")
    op.drop_table("duplicate")
    op.drop_table("match_key")
    op.drop_column("source", "rank")
