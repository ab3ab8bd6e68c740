"""What changed, when and by whom (HSDS `metadata`); written by triggers, so no writer can forget."""

from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Stamp, one_of


class Metadata(Base):
    """One field of one row that was changed, or a whole row that was deleted.

    `updated_by` is the transaction's `assetmap.actor` setting: the import or the person at work. Of what was
    erased (the setting `assetmap.erasing`) there are no values.
    """

    __tablename__ = "metadata"
    __table_args__ = (
        one_of("last_action_type", ("update", "delete")),
        Index("ix_metadata_resource_id", "resource_id", "last_action_date"),
        Index("ix_metadata_last_action_date", "last_action_date"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    resource_id: Mapped[UUID]
    resource_type: Mapped[str]
    last_action_date: Mapped[Stamp]
    last_action_type: Mapped[str]
    field_name: Mapped[str]
    previous_value: Mapped[str | None]
    replacement_value: Mapped[str | None]
    updated_by: Mapped[str | None]
