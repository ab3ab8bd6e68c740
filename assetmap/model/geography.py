"""Areas, postcodes and the figures about who lives there."""

from datetime import date

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import BRITISH_NATIONAL_GRID, Base, in_united_kingdom, one_of, point_column
from assetmap.model.words import AREA_KIND, MEASURE_KIND


class Area(Base):
    """Any polygon with a GSS code; `vintage` is the year or date of its boundary."""

    __tablename__ = "area"
    __table_args__ = (
        one_of("kind", AREA_KIND),
        CheckConstraint(r"code ~ '^[EWSNK]\d{8}$'", name="code_is_gss"),
        Index("ix_area_kind_name", "kind", "name"),
        Index("ix_area_boundary", "boundary", postgresql_using="gist"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    vintage: Mapped[str | None]
    boundary: Mapped[WKBElement | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=BRITISH_NATIONAL_GRID, spatial_index=False)
    )


class AreaMembership(Base):
    """An area that belongs to a larger one: nested for sure, or by best fit (LSOA to ward)."""

    __tablename__ = "area_membership"
    __table_args__ = (one_of("basis", ("nested", "best_fit")),)

    code: Mapped[str] = mapped_column(
        ForeignKey("area.code", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    parent_code: Mapped[str] = mapped_column(
        ForeignKey("area.code", ondelete="CASCADE", onupdate="CASCADE"),
        primary_key=True,
        index=True,
    )
    basis: Mapped[str]


class Postcode(Base):
    """A postcode's point (EPSG:27700) and areas, live or no longer in use.

    `postcode` is written with its one space, `CT9 1XX`; `sector` is `CT9 1`.
    """

    __tablename__ = "postcode"
    __table_args__ = (
        in_united_kingdom("point"),
        CheckConstraint("accuracy_m >= 0", name="accuracy_m_possible"),
        Index("ix_postcode_sector", "sector"),
        Index("ix_postcode_lsoa_code", "lsoa_code"),
        Index("ix_postcode_ward_code", "ward_code"),
        Index("ix_postcode_point", "point", postgresql_using="gist"),
    )

    postcode: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str]
    point: Mapped[WKBElement] = point_column(nullable=False)
    accuracy_m: Mapped[int]
    live: Mapped[bool]
    ward_code: Mapped[str | None] = mapped_column(ForeignKey("area.code", onupdate="CASCADE"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("area.code", onupdate="CASCADE"))
    lsoa_code: Mapped[str | None] = mapped_column(ForeignKey("area.code", onupdate="CASCADE"))


class Measure(Base):
    """A figure about residents: counts add up over areas, the others are averaged by residents."""

    __tablename__ = "measure"
    __table_args__ = (one_of("kind", MEASURE_KIND),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    unit: Mapped[str]
    source: Mapped[str]
    vintage: Mapped[str]


class PopulationFigure(Base):
    """One measure of one area."""

    __tablename__ = "population_figure"

    measure_code: Mapped[str] = mapped_column(
        ForeignKey("measure.code", ondelete="CASCADE"), primary_key=True
    )
    area_code: Mapped[str] = mapped_column(
        ForeignKey("area.code", ondelete="CASCADE", onupdate="CASCADE"),
        primary_key=True,
        index=True,
    )
    value: Mapped[float]


class DataLoad(Base):
    """A file that geography was loaded from, with what must be said of it."""

    __tablename__ = "data_load"

    name: Mapped[str] = mapped_column(primary_key=True)
    loaded_on: Mapped[date]
    rows: Mapped[int]
    source: Mapped[str | None]
    vintage: Mapped[str | None]
