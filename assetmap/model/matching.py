"""The same service twice: what services are known by, pairs that may be one, and which are shown as one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Codes, Stamp, one_of

#: What a pair may be: nobody knows yet, one service, or two.
PAIR_STATE = ("waiting", "merged", "apart")
#: What a service is known by; `name` is there for every service that has been looked at.
MATCH_KIND = ("name", "charity", "host", "phone", "email", "postcode")


class MatchKey(Base):
    """One thing that a service is known by, written so that two sources write it the same."""

    __tablename__ = "match_key"
    __table_args__ = (one_of("kind", MATCH_KIND), Index("ix_match_key_kind_value", "kind", "value"))

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("source.id"))


class Duplicate(Base):
    """Two services that may be one, with how likely that is, why, and what was decided.

    A service's id is made of its source's name and the source's own key, so a decision about two ids holds
    however often the sources are imported. `decided_by` is `rule` for what AssetMap decided by itself; what a
    person has decided, undoing included, no rule changes.
    """

    __tablename__ = "duplicate"
    __table_args__ = (
        one_of("state", PAIR_STATE),
        CheckConstraint("first_id < second_id", name="pair_in_order"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_possible"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decision_dated"),
        CheckConstraint("state = 'waiting' OR decided_by IS NOT NULL", name="somebody_decided"),
        Index("ix_duplicate_second_id", "second_id"),
        Index("ix_duplicate_state", "state", "score"),
    )

    first_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[Codes]
    state: Mapped[str]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    found_at: Mapped[Stamp]


class PairDecision(Base):
    """What was decided about a pair, and by whom; written by a trigger, and never changed.

    `duplicate` holds only the last. A `waiting` one took back what was decided before.
    """

    __tablename__ = "pair_decision"
    __table_args__ = (
        one_of("state", PAIR_STATE),
        Index("ix_pair_decision_first_id", "first_id"),
        Index("ix_pair_decision_second_id", "second_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    first_id: Mapped[UUID]
    second_id: Mapped[UUID]
    state: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[Stamp]


class ServiceLink(Base):
    """A service that is shown as part of another: it follows from the pairs that were merged.

    `rank` says whose value comes first where several tell the same field; the service that the others are
    shown in comes before them all. What is no longer offered is not shown, and keeps its link, last in rank,
    so that its old address leads to the service that is.
    """

    __tablename__ = "service_link"
    __table_args__ = (
        CheckConstraint("service_id <> into_service_id", name="two_services"),
        CheckConstraint("rank > 0", name="rank_after_first"),
        Index("ix_service_link_into_service_id", "into_service_id"),
    )

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )
    into_service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE")
    )
    rank: Mapped[int] = mapped_column(SmallInteger)
