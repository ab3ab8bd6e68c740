"""When services happen (HSDS-UK `schedule`)."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Id, one_of
from assetmap.model.words import FREQUENCY


class Schedule(Base):
    """One rule of opening hours, of a service or of a service at one place.

    `byday` is iCalendar's: `MO,TU` with a weekly rule, `1TU` or `-1FR` with a monthly one.
    """

    __tablename__ = "schedule"
    __table_args__ = (
        one_of("freq", FREQUENCY),
        CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="times_both_or_neither"),
        CheckConstraint("num_nonnulls(service_id, service_at_location_id) = 1", name="one_owner"),
        CheckConstraint('"interval" >= 1', name="interval_possible"),
        CheckConstraint("valid_from <= valid_to", name="dates_in_order"),
        CheckConstraint(
            r"byday ~ '^(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*$'",
            name="byday_written_as_icalendar",
        ),
    )

    id: Mapped[Id]
    service_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    service_at_location_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service_at_location.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    dtstart: Mapped[date | None]
    freq: Mapped[str | None]
    interval: Mapped[int | None]
    byday: Mapped[str | None]
    bymonthday: Mapped[str | None]
    description: Mapped[str | None]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    schedule_link: Mapped[str | None]
    attending_type: Mapped[str | None]
    notes: Mapped[str | None]
