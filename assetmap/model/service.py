"""What is offered (HSDS-UK `service`, `service_area`, `cost_option`, `funding`)."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Codes, Id, Stamp, one_of, only
from assetmap.model.words import DELIVERY, JOINING, SERVICE_STATUS


class Service(Base):
    """One service of one organization.

    Beyond HSDS-UK: `delivery` and `joining`, `waiting_days` and `capacity` with the dates they were
    stated, and `sample` for services that were invented for a demonstration.
    """

    __tablename__ = "service"
    __table_args__ = (
        one_of("status", SERVICE_STATUS),
        only("delivery", DELIVERY),
        only("joining", JOINING),
        CheckConstraint("minimum_age BETWEEN 0 AND 150", name="minimum_age_possible"),
        CheckConstraint("maximum_age BETWEEN 0 AND 150", name="maximum_age_possible"),
        CheckConstraint("minimum_age <= maximum_age", name="ages_in_order"),
        CheckConstraint("waiting_days >= 0", name="waiting_days_possible"),
        CheckConstraint("(waiting_days IS NULL) = (waiting_stated_on IS NULL)", name="waiting_days_dated"),
        CheckConstraint("capacity >= 0", name="capacity_possible"),
        CheckConstraint("(capacity IS NULL) = (capacity_stated_on IS NULL)", name="capacity_dated"),
        CheckConstraint("btrim(name) <> ''", name="name_given"),
    )

    id: Mapped[Id]
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", onupdate="CASCADE"), index=True
    )
    name: Mapped[str]
    description: Mapped[str | None]
    url: Mapped[str | None]
    email: Mapped[str | None]
    status: Mapped[str]
    fees: Mapped[str | None]
    accreditations: Mapped[str | None]
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    assured_date: Mapped[date | None]
    assurer_email: Mapped[str | None]
    alert: Mapped[str | None]
    last_modified: Mapped[Stamp]
    delivery: Mapped[Codes]
    joining: Mapped[Codes]
    waiting_days: Mapped[int | None]
    waiting_stated_on: Mapped[date | None]
    capacity: Mapped[int | None]
    capacity_stated_on: Mapped[date | None]
    sample: Mapped[bool] = mapped_column(server_default="false")


class ServiceArea(Base):
    """An area that a service covers; `area_code` is its GSS code where the name was understood."""

    __tablename__ = "service_area"

    id: Mapped[Id]
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    name: Mapped[str | None]
    extent: Mapped[str | None]
    extent_type: Mapped[str | None]
    uri: Mapped[str | None]
    service_area: Mapped[str | None]
    area_code: Mapped[str | None] = mapped_column(ForeignKey("area.code", onupdate="CASCADE"))


class CostOption(Base):
    """What it costs; an amount of nought is free, no amount is "ask" or a donation."""

    __tablename__ = "cost_option"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_possible"),
        CheckConstraint("valid_from <= valid_to", name="dates_in_order"),
    )

    id: Mapped[Id]
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    option: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    amount_description: Mapped[str | None]


class Funding(Base):
    """Who pays for a service."""

    __tablename__ = "funding"
    __table_args__ = (Index(None, "service_id"),)

    id: Mapped[Id]
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"))
    source: Mapped[str | None]
