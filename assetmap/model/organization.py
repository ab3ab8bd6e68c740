"""The organizations that run services (HSDS-UK `organization`, `organization_identifier`)."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Id, Stamp


class Organization(Base):
    """Who runs services: a charity, a council, a surgery."""

    __tablename__ = "organization"

    id: Mapped[Id]
    name: Mapped[str]
    description: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    logo: Mapped[str | None]
    uri: Mapped[str | None]
    parent_organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organization.id", onupdate="CASCADE"), index=True
    )
    last_modified: Mapped[Stamp]


class OrganizationIdentifier(Base):
    """A number that others know an organization by, such as its charity number."""

    __tablename__ = "organization_identifier"

    id: Mapped[Id]
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    identifier_scheme: Mapped[str | None]
    identifier_type: Mapped[str]
    identifier: Mapped[str]
