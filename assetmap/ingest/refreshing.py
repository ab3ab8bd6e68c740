"""Which sources are due to be read again, and the books that are kept of each try."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, text, update

from assetmap.errors import NotFound, ScheduleRefused
from assetmap.ingest.schedule import Every, is_due, missed_slot, next_slot, next_try
from assetmap.listing.publish import publish_sources
from assetmap.model import Source

#: As much of a trouble as is worth keeping.
_LONGEST = 500

_SOURCE = text(
    """
    SELECT source.refresh_hours, source.due_at, source.failures, source.failing_since,
           (SELECT run.finished_at FROM import_run AS run
            WHERE run.source_id = source.id AND run.file_name = source.url
            ORDER BY run.id DESC LIMIT 1) AS read_at
    FROM source WHERE source.name = :name FOR UPDATE
    """
)
_DUE = text(
    "SELECT name, url, due_at, refresh_hours FROM source WHERE due_at IS NOT NULL AND url IS NOT NULL"
    " AND (CAST(:name AS text) IS NULL OR name = :name) ORDER BY due_at, name LIMIT :limit"
)


@dataclass(frozen=True, slots=True)
class Due:
    """A source that is to be read now, and its address."""

    name: str
    address: str


def list_due(
    connection: Connection, now: datetime, *, name: str | None = None, limit: int = 1_000
) -> list[Due]:
    """The sources that are due, the longest overdue first; with a name, that one if it is."""
    rows = connection.execute(_DUE, {"name": name, "limit": limit})
    return [Due(row.name, row.url) for row in rows if is_due(row.due_at, Every(row.refresh_hours), now)]


def set_schedule(connection: Connection, name: str, every: Every, now: datetime) -> datetime | None:
    """Have a source read every so often from its last good reading on; returns when next."""
    row = _refreshable(connection, name)
    # A clock that ran ahead may have written when it was read last.
    due_at = max(now, min(row["read_at"], now) + every.gap) if every.gap else None
    _write(connection, name, refresh_hours=every.hours, due_at=due_at)
    return due_at


def ask_now(connection: Connection, name: str, now: datetime) -> None:
    """Have a source read as soon as a worker looks, whatever its schedule."""
    _refreshable(connection, name)
    _write(connection, name, due_at=now)


def note_good(connection: Connection, name: str, now: datetime) -> None:
    """Write down that a source was read well, and publish that; the caller commits."""
    row = _find(connection, name)
    # While a source fails, `due_at` is when it is tried again, and `failing_since` keeps to its schedule.
    due_at = next_slot(row["failing_since"] or row["due_at"], Every(row["refresh_hours"]), now)
    _write(connection, name, due_at=due_at, tried_at=now, trouble=None, failing_since=None, failures=0)
    publish_sources(connection)


def note_trouble(
    connection: Connection, name: str, trouble: str, now: datetime, *, passing: bool
) -> datetime | None:
    """Write down and publish that a source could not be read; returns when it is tried again.

    Its listings stay as they are. `passing` says that the trouble may be over soon without anybody's help.
    """
    row = _find(connection, name)
    every, failures = Every(row["refresh_hours"]), row["failures"] + 1
    since = min(row["failing_since"] or missed_slot(row["due_at"], every, now), now)
    due_at = next_try(since, every, now, failures=failures, passing=passing)
    _write(
        connection, name, due_at=due_at, tried_at=now, trouble=trouble[:_LONGEST],
        failing_since=since, failures=failures,
    )  # fmt: skip
    publish_sources(connection)
    return due_at


def _refreshable(connection: Connection, name: str) -> RowMapping:
    row = _find(connection, name)
    if row["read_at"] is None:
        raise ScheduleRefused(
            f"{name} came from a file, and not from an address that could be read again.",
            hint=f"For a feed: assetmap import feed URL --source {name} --refresh daily",
        )
    return row


def _find(connection: Connection, name: str) -> RowMapping:
    row = connection.execute(_SOURCE, {"name": name}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no source named “{name}”.", hint="This lists them: assetmap sources")
    return row


def _write(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(Source).where(Source.name == name).values(**values))
