"""Who took something down, changed its privacy or erased it: what, when and why, without any value."""

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Codes, Stamp


class Audit(Base):
    """One act of a person, with the ids of what it touched and the names of its fields.

    Triggers refuse every change and removal, by whomever; only a value that slipped into `why` can be erased,
    which `assetmap.directory.erasure` does and records here in turn.
    """

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("btrim(actor) <> ''", name="actor_named"),
        CheckConstraint("btrim(why) <> ''", name="reason_given"),
        Index("ix_audit_ids", "ids", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[Stamp]
    actor: Mapped[str]
    action: Mapped[str]
    kind: Mapped[str]
    ids: Mapped[Codes]
    fields: Mapped[Codes]
    why: Mapped[str]
