"""What was taken down: services, places and contacts that nobody may see until somebody takes that back."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Id, one_of

#: What can be hidden.
HIDDEN_KIND = ("service", "place", "contact")


class Hidden(Base):
    """One decision to hide something, by whom and why.

    A place and a contact are known again by `digests` of what identifies them for their service, because
    their rows come and go with each import. `location_id` is the place that was hidden, while there is one.
    """

    __tablename__ = "hidden"
    __table_args__ = (
        one_of("kind", HIDDEN_KIND),
        CheckConstraint("btrim(why) <> ''", name="reason_given"),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=uuid4, server_default=text("gen_random_uuid()")
    )
    kind: Mapped[str]
    digests: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), server_default=text("'{}'"))
    location_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("location.id", onupdate="CASCADE", ondelete="SET NULL"), index=True
    )
    hidden_by: Mapped[str]
    hidden_at: Mapped[datetime] = mapped_column(server_default=func.now())
    why: Mapped[str]


class HiddenService(Base):
    """A service that a decision is about, as one source tells of it."""

    __tablename__ = "hidden_service"
    __table_args__ = (Index("ix_hidden_service_service_id", "service_id"),)

    hidden_id: Mapped[UUID] = mapped_column(ForeignKey("hidden.id", ondelete="CASCADE"), primary_key=True)
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), primary_key=True
    )


class HiddenKey(Base):
    """A digest of what a source calls a hidden service, for when the source is removed and comes back."""

    __tablename__ = "hidden_key"
    __table_args__ = (Index("ix_hidden_key_digest", "digest"),)

    hidden_id: Mapped[UUID] = mapped_column(ForeignKey("hidden.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class DigestSecret(Base):
    """The one secret that digests are made with, so that nobody finds a value by trying all there are."""

    __tablename__ = "digest_secret"
    __table_args__ = (CheckConstraint("number = 1", name="only_one"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    secret: Mapped[bytes] = mapped_column(LargeBinary)


class PublishedHidden(Base):
    """An id that the public knew and that is hidden now: its address answers that it is gone.

    `service_id` is the service with which it comes back.
    """

    __tablename__ = "published_hidden"
    __table_args__ = (Index("ix_published_hidden_service_id", "service_id"),)

    id: Mapped[Id]
    service_id: Mapped[UUID]
