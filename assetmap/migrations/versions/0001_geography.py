"""Areas, postcodes and the figures about who lives there."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


EXTENSIONS = ("postgis", "pg_trgm", "btree_gist", "uuid-ossp")


def upgrade() -> None:
    # Downgrading leaves these be: others may use them in the same database.
    for extension in EXTENSIONS:
        op.execute(f'CREATE EXTENSION IF NOT EXISTS "{extension}"')
    op.create_table(
        "area",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=True),
        sa.Column(
            "boundary", Geometry(geometry_type="MULTIPOLYGON", srid=27700, spatial_index=False), nullable=True
        ),
        sa.CheckConstraint("code ~ '^[EWSNK]\\d{8}$'", name=op.f("ck_area_code_is_gss")),
        sa.CheckConstraint(
            "kind IN ('lsoa', 'ward', 'district', 'county', 'country')", name=op.f("ck_area_kind_known")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    op.create_index("ix_area_boundary", "area", ["boundary"], unique=False, postgresql_using="gist")
    op.create_index("ix_area_kind_name", "area", ["kind", "name"], unique=False)
    op.create_table(
        "data_load",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("loaded_on", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("vintage", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_data_load")),
    )
    op.create_table(
        "measure",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('count', 'score', 'percent', 'rate')", name=op.f("ck_measure_kind_known")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_measure")),
    )
    op.create_table(
        "area_membership",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint("basis IN ('nested', 'best_fit')", name=op.f("ck_area_membership_basis_known")),
        sa.ForeignKeyConstraint(
            ["code"],
            ["area.code"],
            name=op.f("fk_area_membership_code_area"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"],
            ["area.code"],
            name=op.f("fk_area_membership_parent_code_area"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code", "parent_code", name=op.f("pk_area_membership")),
    )
    op.create_index(op.f("ix_area_membership_parent_code"), "area_membership", ["parent_code"], unique=False)
    op.create_table(
        "population_figure",
        sa.Column("measure_code", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"],
            ["area.code"],
            name=op.f("fk_population_figure_area_code_area"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["measure_code"],
            ["measure.code"],
            name=op.f("fk_population_figure_measure_code_measure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("measure_code", "area_code", name=op.f("pk_population_figure")),
    )
    op.create_index(op.f("ix_population_figure_area_code"), "population_figure", ["area_code"], unique=False)
    op.create_table(
        "postcode",
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("point", Geometry(geometry_type="POINT", srid=27700, spatial_index=False), nullable=False),
        sa.Column("accuracy_m", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("ward_code", sa.Text(), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("lsoa_code", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "ST_X(point) BETWEEN -100000 AND 700000 AND ST_Y(point) BETWEEN 0 AND 1300000 "
            "AND NOT ST_IsEmpty(point)",
            name=op.f("ck_postcode_point_in_united_kingdom"),
        ),
        sa.CheckConstraint("accuracy_m >= 0", name=op.f("ck_postcode_accuracy_m_possible")),
        sa.ForeignKeyConstraint(
            ["district_code"], ["area.code"], name=op.f("fk_postcode_district_code_area"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lsoa_code"], ["area.code"], name=op.f("fk_postcode_lsoa_code_area"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ward_code"], ["area.code"], name=op.f("fk_postcode_ward_code_area"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("postcode", name=op.f("pk_postcode")),
    )
    op.create_index("ix_postcode_lsoa_code", "postcode", ["lsoa_code"], unique=False)
    op.create_index("ix_postcode_point", "postcode", ["point"], unique=False, postgresql_using="gist")
    op.create_index("ix_postcode_sector", "postcode", ["sector"], unique=False)
    op.create_index("ix_postcode_ward_code", "postcode", ["ward_code"], unique=False)


def downgrade() -> None:
    op.drop_table("postcode")
    op.drop_table("population_figure")
    op.drop_table("area_membership")
    op.drop_table("measure")
    op.drop_table("data_load")
    op.drop_table("area")
