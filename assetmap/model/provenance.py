"""Who told us what, and when: sources, their imports, their rows, and what was wrong with them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, SmallInteger, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from assetmap.model.base import Base, Id, Stamp, one_of


class Source(Base):
    """Where services come from; `name` is the short word typed after `--source`.

    Where several sources tell of one service, the values of the one with the lowest `rank` come first. A
    source with an address is read again every `refresh_hours`, next at `due_at`; `trouble` says in a sentence
    what went wrong at `tried_at`, as it did `failures` times in a row since `failing_since`.
    """

    __tablename__ = "source"
    __table_args__ = (
        CheckConstraint(r"name ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name="name_is_slug"),
        CheckConstraint("refresh_hours BETWEEN 1 AND 8784", name="refresh_within_a_year"),
        CheckConstraint("refresh_hours IS NULL OR due_at IS NOT NULL", name="schedule_has_a_next_time"),
        CheckConstraint(
            "(trouble IS NULL) = (failing_since IS NULL) AND (trouble IS NULL) = (failures = 0)",
            name="trouble_is_dated_and_counted",
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    licence: Mapped[str | None]
    attribution: Mapped[str | None]
    url: Mapped[str | None]
    rank: Mapped[int] = mapped_column(SmallInteger, server_default="100")
    created_at: Mapped[Stamp]
    refresh_hours: Mapped[int | None] = mapped_column(SmallInteger)
    due_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    trouble: Mapped[str | None]
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class ImportRun(Base):
    """One run of a source. Every row that came in is listed, unlocated or refused."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("rows_in = listed + unlocated + refused", name="no_row_lost"),
        CheckConstraint("rows_in - refused = created + updated + unchanged", name="every_row_counted"),
        Index("ix_import_run_source_id", "source_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("source.id"))
    file_name: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    rows_in: Mapped[int]
    listed: Mapped[int]
    unlocated: Mapped[int]
    refused: Mapped[int]
    created: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    retired: Mapped[int]
    partial: Mapped[bool] = mapped_column(server_default="false")


class SourceRecord(Base):
    """A row as its source has it, known by the source's own key, and the service it became.

    `schedule_ids` are the opening hours that this row told, and no other row of the service.
    """

    __tablename__ = "source_record"
    __table_args__ = (
        Index("ix_source_record_service_id", "service_id"),
        Index("ix_source_record_location_id", "location_id"),
    )

    source_id: Mapped[UUID] = mapped_column(ForeignKey("source.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", onupdate="CASCADE"))
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id", onupdate="CASCADE"))
    row_hash: Mapped[bytes] = mapped_column(LargeBinary)
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
    first_import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    last_import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    retired_at: Mapped[datetime | None]
    schedule_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), server_default=text("'{}'"))


class SourceKey(Base):
    """What a source calls a thing, by its kind, and the random id that we gave it when we first heard of it.

    Nothing that is published is made of a key, which may hold a postcode. A kind that begins with `made` is
    of an id from before ids were random, which its thing keeps: its key is that id.
    """

    __tablename__ = "source_key"

    source_id: Mapped[UUID] = mapped_column(ForeignKey("source.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID]


class ImportIssue(Base):
    """One thing wrong with one row of one import, with what was done about it.

    `record` is the row as it came, so that it can be written back, mended and imported again.
    """

    __tablename__ = "import_issue"
    __table_args__ = (
        one_of("outcome", ("refused", "unlocated", "changed", "left_out")),
        Index("ix_import_issue_import_id", "import_id", "row_number", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    row_number: Mapped[int]
    column_name: Mapped[str | None]
    value: Mapped[str | None]
    problem: Mapped[str]
    outcome: Mapped[str]
    action: Mapped[str]
    record: Mapped[dict[str, Any]] = mapped_column(JSONB)
