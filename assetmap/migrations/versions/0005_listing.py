"""The published read model."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("listing_group", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organization_name", sa.Text(), nullable=False),
        sa.Column("point", Geometry(geometry_type="POINT", srid=27700, spatial_index=False), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=True),
        sa.Column("location_source", sa.Text(), nullable=True),
        sa.Column("ward_code", sa.Text(), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("serves", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("minimum_age", sa.SmallInteger(), nullable=True),
        sa.Column("maximum_age", sa.SmallInteger(), nullable=True),
        sa.Column("assured_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("terms", postgresql.TSVECTOR(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("card", postgresql.JSONB(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column(
            "published_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint(
            "(listing_group = 'place') = (point IS NOT NULL)", name=op.f("ck_listing_place_has_point")
        ),
        sa.CheckConstraint(
            "listing_group IN ('place', 'area', 'remote')", name=op.f("ck_listing_listing_group_known")
        ),
        sa.CheckConstraint(
            "ST_X(point) BETWEEN -100000 AND 700000 AND ST_Y(point) BETWEEN 0 AND 1300000 "
            "AND NOT ST_IsEmpty(point)",
            name=op.f("ck_listing_point_in_united_kingdom"),
        ),
        sa.CheckConstraint("minimum_age <= maximum_age", name=op.f("ck_listing_ages_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    op.create_index("ix_listing_name", "listing", ["name", "id"], unique=False)
    op.create_index("ix_listing_organization_id", "listing", ["organization_id"], unique=False)
    op.create_index(
        "ix_listing_point_terms",
        "listing",
        ["point", "terms"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={"terms": "tsvector_ops (siglen = 124)"},
    )
    op.create_index("ix_listing_service_id", "listing", ["service_id"], unique=False)
    op.create_index("ix_listing_terms", "listing", ["terms"], unique=False, postgresql_using="gin")
    op.create_table(
        "listing_source",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_listing_source")),
    )
    op.create_table(
        "listing_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.CheckConstraint("uses > 0", name=op.f("ck_listing_word_still_used")),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_listing_word")),
    )
    op.create_index(
        "ix_listing_word_word",
        "listing_word",
        ["word"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={"word": "gist_trgm_ops"},
    )
    op.create_table(
        "version",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name IN ('listing', 'geography')", name=op.f("ck_version_name_known")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_version")),
    )
    op.execute("INSERT INTO version (name, number) VALUES ('listing', 0), ('geography', 0)")


def downgrade() -> None:
    op.drop_table("version")
    op.drop_table("listing_word")
    op.drop_table("listing_source")
    op.drop_table("listing")
