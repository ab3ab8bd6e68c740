"""What every table shares: naming, identifiers and the few kinds of column that recur."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement
from sqlalchemy import CheckConstraint, DateTime, MetaData, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

BRITISH_NATIONAL_GRID = 27700

#: The United Kingdom in metres of the British National Grid, with room for its outermost rocks.
UNITED_KINGDOM = (-100_000, 0, 700_000, 1_300_000)


class Base(DeclarativeBase):
    """The root of every table, with one way of naming constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[object, object]] = {
        str: Text(),
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text()),
    }


Id = Annotated[UUID, mapped_column(primary_key=True)]
Codes = Annotated[list[str], mapped_column(server_default=text("'{}'"))]
Stamp = Annotated[datetime, mapped_column(server_default=func.now())]


def point_column(*, nullable: bool) -> MappedColumn[WKBElement]:
    """A point in metres of the British National Grid; the index, if any, is the table's to declare."""
    point = Geometry("POINT", srid=BRITISH_NATIONAL_GRID, spatial_index=False, nullable=nullable)
    return mapped_column(point, nullable=nullable)


def one_of(column: str, values: Iterable[str], *, name: str | None = None) -> CheckConstraint:
    """Check that a text column holds one of the words we use; NULL passes, as in SQL."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=name or f"{column}_known")


def only(column: str, values: Iterable[str]) -> CheckConstraint:
    """Check that every element of a text array is one of the words we use."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} <@ ARRAY[{words}]::text[]", name=f"{column}_known")


def in_united_kingdom(column: str) -> CheckConstraint:
    """Check that a point (EPSG:27700) lies in the United Kingdom, so not at 0,0 or off the Earth."""
    west, south, east, north = UNITED_KINGDOM
    return CheckConstraint(
        # An empty point has no coordinates, and a CHECK lets NULL through.
        f"ST_X({column}) BETWEEN {west} AND {east} AND ST_Y({column}) BETWEEN {south} AND {north} "
        f"AND NOT ST_IsEmpty({column})",
        name=f"{column}_in_united_kingdom",
    )
