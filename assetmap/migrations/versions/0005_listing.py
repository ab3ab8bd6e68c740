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
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
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
        sa.UniqueConstraint("number", name=op.f("uq_listing_number")),
    )
    # A search looks at the terms of a thousand rows and shows twenty: what is only shown lies apart.
    op.execute("ALTER TABLE listing SET (toast_tuple_target = 1300)")
    op.execute("ALTER TABLE listing ALTER COLUMN terms SET STORAGE MAIN")
    op.execute("ALTER TABLE listing ALTER COLUMN card SET STORAGE EXTERNAL")
    op.create_index("ix_listing_name", "listing", ["listing_group", "name", "id"], unique=False)
    op.create_index("ix_listing_organization_id", "listing", ["organization_id"], unique=False)
    op.create_index(
        "ix_listing_point_terms",
        "listing",
        ["point", "terms"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={"terms": "tsvector_ops (siglen = 124)"},
        postgresql_where=sa.text("point IS NOT NULL"),
    )
    op.create_index("ix_listing_service_id", "listing", ["service_id"], unique=False)
    op.create_index("ix_listing_terms", "listing", ["terms"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_listing_terms_unplaced",
        "listing",
        ["terms"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("listing_group <> 'place'"),
    )
    op.create_table(
        "listing_point",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tile", sa.Integer(), nullable=False),
        sa.Column("easting", sa.Integer(), nullable=False),
        sa.Column("northing", sa.Integer(), nullable=False),
        sa.Column("minimum_age", sa.SmallInteger(), nullable=True),
        sa.Column("maximum_age", sa.SmallInteger(), nullable=True),
        sa.Column("facets_0", sa.BigInteger(), nullable=False),
        sa.Column("facets_1", sa.BigInteger(), nullable=False),
        sa.Column("facets_2", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["listing.number"], name=op.f("fk_listing_point_number_listing"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_listing_point")),
    )
    op.create_index(
        "ix_listing_point_tile",
        "listing_point",
        ["tile", "easting", "northing"],
        unique=False,
        postgresql_include=["minimum_age", "maximum_age", "facets_0", "facets_1", "facets_2", "number"],
    )
    op.create_table(
        "listing_facet",
        sa.Column("lexeme", sa.Text(), nullable=False),
        sa.Column("bit", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("bit BETWEEN 0 AND 191", name=op.f("ck_listing_facet_bit_fits")),
        sa.PrimaryKeyConstraint("lexeme", name=op.f("pk_listing_facet")),
        sa.UniqueConstraint("bit", name=op.f("uq_listing_facet_bit")),
    )
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
    op.drop_table("listing_facet")
    op.drop_table("listing_point")
    op.drop_table("listing")
