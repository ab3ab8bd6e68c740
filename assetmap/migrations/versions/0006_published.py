"""The published records of Open Referral UK."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EMPTY_TALLY = """
INSERT INTO published_tally (kind, bucket, records)
SELECT kind, bucket, 0
FROM generate_series(0, 1023) AS bucket,
     unnest(ARRAY['service', 'service_at_location', 'organization']) AS kind
"""
NARROW = ("published_service", "published_place", "published_organization")


def upgrade() -> None:
    op.create_table(
        "published_service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("minimum_age", sa.SmallInteger(), nullable=True),
        sa.Column("maximum_age", sa.SmallInteger(), nullable=True),
        *state(),
        sa.Column("open", postgresql.INT4MULTIRANGE(), nullable=True),
        *documents(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_service")),
    )
    op.create_table(
        "published_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("point", Geometry(geometry_type="POINT", srid=27700, spatial_index=False), nullable=True),
        sa.Column("minimum_age", sa.SmallInteger(), nullable=True),
        sa.Column("maximum_age", sa.SmallInteger(), nullable=True),
        *state(),
        sa.Column("open", postgresql.INT4MULTIRANGE(), nullable=True),
        *documents(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_place")),
    )
    op.create_index("ix_published_place_point", "published_place", ["point"], postgresql_using="gist")
    op.create_index("ix_published_place_service_id", "published_place", ["service_id"])
    for table in ("published_service", "published_place"):
        op.create_index(f"ix_{table}_organization_id", table, ["organization_id"])
        op.create_index(f"ix_{table}_modified_at", table, ["modified_at"])
    op.create_table(
        "published_organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        *state(),
        *documents(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_organization")),
    )
    for table in NARROW:
        # A filter reads the numbers of many rows and the documents of few, so these lie apart.
        op.execute(f"ALTER TABLE {table} SET (toast_tuple_target = 128)")
        op.create_index(f"ix_{table}_terms", table, ["terms"], postgresql_using="gin")
    create_vocabulary()
    op.create_table(
        "published_tally",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('service', 'service_at_location', 'organization')",
            name=op.f("ck_published_tally_kind_known"),
        ),
        sa.CheckConstraint("bucket BETWEEN 0 AND 1023", name=op.f("ck_published_tally_bucket_possible")),
        sa.CheckConstraint("records >= 0", name=op.f("ck_published_tally_records_possible")),
        sa.PrimaryKeyConstraint("kind", "bucket", name=op.f("pk_published_tally")),
    )
    op.execute(EMPTY_TALLY)
    op.create_index(
        op.f("ix_organization_parent_organization_id"), "organization", ["parent_organization_id"]
    )


def create_vocabulary() -> None:
    op.create_table(
        "published_taxonomy",
        sa.Column("id", sa.Uuid(), nullable=False),
        *state(),
        *documents()[:2],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_taxonomy")),
    )
    op.create_table(
        "published_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("taxonomy_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        *state(),
        *documents()[:2],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_term")),
    )
    op.create_index("ix_published_term_taxonomy_id", "published_term", ["taxonomy_id", "id"])


def state() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.Uuid(), nullable=False),
    )


def documents() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("terms", postgresql.TSVECTOR(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_organization_parent_organization_id"), table_name="organization")
    op.drop_table("published_tally")
    op.drop_table("published_term")
    op.drop_table("published_taxonomy")
    op.drop_table("published_organization")
    op.drop_table("published_place")
    op.drop_table("published_service")
