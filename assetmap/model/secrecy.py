"""Places that must stay secret, and what is withheld so that nothing else gives them away."""

from datetime import datetime
from uuid import UUID

from geoalchemy2.elements import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Codes, Stamp, one_of, point_column

#: What a withheld service may be: nobody has decided; withheld for good; public; shown as the secret one.
WITHHELD_STATE = ("waiting", "kept", "released", "joined")


class SecretService(Base):
    """A service with a place that is, or once was, secret.

    `marked` is the last word of its source. Whatever that is, it stays secret until a person lifts the mark;
    then `lifted_by` and `lifted_at` say who and when.
    """

    __tablename__ = "secret_service"
    __table_args__ = (
        CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (why IS NULL)",
            name="lift_explained",
        ),
    )

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    marked: Mapped[bool] = mapped_column(server_default="true")
    since: Mapped[Stamp]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
    why: Mapped[str | None]


class SecretPlace(Base):
    """Where a secret service is or was: a source that no longer says it doesn't make it less secret."""

    __tablename__ = "secret_place"
    __table_args__ = (
        Index("ix_secret_place_service_id", "service_id"),
        Index("ix_secret_place_point", "point", postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"))
    line: Mapped[str | None]
    postcode: Mapped[str | None]
    uprn: Mapped[str | None]
    point: Mapped[WKBElement | None] = point_column(nullable=True)
    district_code: Mapped[str | None] = mapped_column(ForeignKey("area.code", onupdate="CASCADE"))


class SecretWay(Base):
    """How a secret service is reached besides what it publishes, as its source once told it.

    Values that nothing uses are let go after a time, and a source may leave them out; they lead to the
    secret place all the same.
    """

    __tablename__ = "secret_way"

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class Withheld(Base):
    """A service that could give a secret one away, and why.

    While it is not released, a `whole` one is published as a secret one is, and of another only the texts
    that say too much are left out. `evidence` stands for what was matched: a release counts while it is the
    same. A `joined` one isn't shown at all, because the secret service is the same.
    """

    __tablename__ = "withheld"
    __table_args__ = (
        one_of("state", WITHHELD_STATE),
        CheckConstraint("service_id <> secret_id", name="two_services"),
        CheckConstraint(
            "(state = 'waiting') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)"
            " AND (decided_by IS NULL) = (why IS NULL)",
            name="decision_explained",
        ),
        Index("ix_withheld_secret_id", "secret_id"),
    )

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    secret_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    whole: Mapped[bool]
    reasons: Mapped[Codes]
    evidence: Mapped[Codes]
    state: Mapped[str] = mapped_column(server_default=text("'waiting'"))
    found_at: Mapped[Stamp]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    why: Mapped[str | None]


class WithheldField(Base):
    """The columns of one row that aren't published; `*` is all of the row.

    It follows from who is secret and who is withheld, and is made anew whenever that changes. `service_id` is
    the service that it was found at.
    """

    __tablename__ = "withheld_field"
    __table_args__ = (Index("ix_withheld_field_service_id", "service_id"),)

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    fields: Mapped[Codes]
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"))
