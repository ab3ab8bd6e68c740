"""How to reach a service (HSDS-UK `contact`, `phone`, `language`)."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Id


class Contact(Base):
    """A person or a desk. It reaches the listing only where the provider said so (`publish`)."""

    __tablename__ = "contact"

    id: Mapped[Id]
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    name: Mapped[str | None]
    title: Mapped[str | None]
    publish: Mapped[bool] = mapped_column(server_default="false")


class Phone(Base):
    """A telephone number of a contact."""

    __tablename__ = "phone"

    id: Mapped[Id]
    contact_id: Mapped[UUID] = mapped_column(
        ForeignKey("contact.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    number: Mapped[str]
    description: Mapped[str | None]


class Language(Base):
    """A language spoken; HSDS-UK 3.0 gives only its ids, we keep the name and ISO 639 code."""

    __tablename__ = "language"
    __table_args__ = (
        CheckConstraint("num_nonnulls(service_id, phone_id) = 1", name="one_owner"),
        CheckConstraint("num_nonnulls(name, code) > 0", name="said_which"),
    )

    id: Mapped[Id]
    service_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    phone_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("phone.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    name: Mapped[str | None]
    code: Mapped[str | None]
