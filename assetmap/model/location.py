"""Where services happen (HSDS-UK `location`, `address`, `accessibility`, `service_at_location`)."""

from uuid import UUID

from geoalchemy2.elements import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Id, Stamp, in_united_kingdom, one_of, point_column
from assetmap.model.words import LOCATION_SOURCE, LOCATION_TYPE


class Location(Base):
    """A place, with how its point was found and how far off it may be (metres).

    Beyond HSDS-UK: the point itself (EPSG:27700; latitude and longitude are made from it where they
    leave the house), `location_source`, `accuracy_m`, the areas it lies in, and `confidential` for a
    place such as a refuge that must never be published more closely than its district.
    """

    __tablename__ = "location"
    __table_args__ = (
        one_of("location_type", LOCATION_TYPE),
        one_of("location_source", LOCATION_SOURCE),
        CheckConstraint(
            "(point IS NULL) = (location_source IS NULL) AND (point IS NULL) = (accuracy_m IS NULL)",
            name="point_explained",
        ),
        CheckConstraint("accuracy_m >= 0", name="accuracy_m_possible"),
        in_united_kingdom("point"),
        Index("ix_location_point", "point", postgresql_using="gist"),
        Index("ix_location_confidential", "id", postgresql_where=text("confidential")),
    )

    id: Mapped[Id]
    location_type: Mapped[str]
    name: Mapped[str | None]
    description: Mapped[str | None]
    external_identifier: Mapped[str | None]
    external_identifier_type: Mapped[str | None]
    point: Mapped[WKBElement | None] = point_column(nullable=True)
    location_source: Mapped[str | None]
    accuracy_m: Mapped[int | None]
    confidential: Mapped[bool] = mapped_column(server_default="false")
    lsoa_code: Mapped[str | None] = mapped_column(ForeignKey("area.code", onupdate="CASCADE"))
    ward_code: Mapped[str | None] = mapped_column(ForeignKey("area.code", onupdate="CASCADE"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("area.code", onupdate="CASCADE"))
    last_modified: Mapped[Stamp]


class Address(Base):
    """The postal address of a location."""

    __tablename__ = "address"
    __table_args__ = (one_of("address_type", LOCATION_TYPE),)

    id: Mapped[Id]
    location_id: Mapped[UUID] = mapped_column(
        ForeignKey("location.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    attention: Mapped[str | None]
    address_1: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    state_province: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str] = mapped_column(server_default="GB")
    address_type: Mapped[str]


class Accessibility(Base):
    """What a place is like to get into; `accessibility` is a word such as `step-free`."""

    __tablename__ = "accessibility"

    id: Mapped[Id]
    location_id: Mapped[UUID] = mapped_column(
        ForeignKey("location.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    description: Mapped[str | None]
    details: Mapped[str | None]
    url: Mapped[str | None]
    accessibility: Mapped[str | None]


class ServiceAtLocation(Base):
    """A service at one of its places."""

    __tablename__ = "service_at_location"
    __table_args__ = (UniqueConstraint("service_id", "location_id"),)

    id: Mapped[Id]
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id", onupdate="CASCADE"), index=True)
