"""Sources that are read again on their schedule, and the tables that jobs are kept in."""

import sqlalchemy as sa
from alembic import op

from assetmap.migrations import jobs

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("refresh_hours", sa.SmallInteger(), nullable=True))
    op.add_column("source", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("source", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("source", sa.Column("trouble", sa.Text(), nullable=True))
    op.add_column("source", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("source", sa.Column("failures", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_check_constraint(
        op.f("ck_source_refresh_within_a_year"), "source", "refresh_hours BETWEEN 1 AND 8784"
    )
    op.create_check_constraint(
        op.f("ck_source_schedule_has_a_next_time"), "source", "refresh_hours IS NULL OR due_at IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("ck_source_trouble_is_dated_and_counted"),
        "source",
        "(trouble IS NULL) = (failing_since IS NULL) AND (trouble IS NULL) = (failures = 0)",
    )
    op.add_column("listing_source", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("listing_source", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
    jobs.create(op.get_bind())


def downgrade() -> None:
    jobs.drop(op.get_bind())
    op.drop_column("listing_source", "failing_since")
    op.drop_column("listing_source", "read_at")
    op.drop_constraint(op.f("ck_source_trouble_is_dated_and_counted"), "source")
    op.drop_constraint(op.f("ck_source_schedule_has_a_next_time"), "source")
    op.drop_constraint(op.f("ck_source_refresh_within_a_year"), "source")
    for column in ("failures", "failing_since", "trouble", "tried_at", "due_at", "refresh_hours"):
        op.drop_column("source", column)
