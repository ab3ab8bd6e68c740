"""How every source stands: whose it is, when it was last read, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from assetmap.ingest.schedule import Every, is_due

_STANDING = text(
    """
    SELECT source.name, source.title, source.licence, source.url, run.id AS import_id, run.finished_at,
           whole.finished_at AS whole_at, count(record.key) AS services,
           (SELECT count(*) FROM import_issue WHERE import_issue.import_id = run.id) AS issues,
           source.refresh_hours, source.due_at, source.tried_at, source.trouble, source.failing_since,
           source.failures
    FROM source
    LEFT JOIN LATERAL (
        SELECT id, finished_at FROM import_run WHERE import_run.source_id = source.id ORDER BY id DESC LIMIT 1
    ) AS run ON true
    LEFT JOIN LATERAL (
        SELECT finished_at FROM import_run
        WHERE import_run.source_id = source.id AND NOT import_run.partial ORDER BY id DESC LIMIT 1
    ) AS whole ON true
    LEFT JOIN source_record AS record ON record.source_id = source.id AND record.retired_at IS NULL
    GROUP BY source.id, run.id, run.finished_at, whole.finished_at
    ORDER BY source.name
    LIMIT :limit
    """
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One source: its last good run, and the last that saw all of it; None where there was none.

    `refresh_hours` and what follows say when it is read again by itself, and how that went.
    """

    name: str
    title: str
    licence: str | None
    url: str | None
    import_id: int | None
    finished_at: datetime | None
    whole_at: datetime | None
    records: int
    issues: int
    refresh_hours: int | None
    due_at: datetime | None
    tried_at: datetime | None
    trouble: str | None
    failing_since: datetime | None
    failures: int

    @property
    def every(self) -> Every:
        """How often it is read again by itself."""
        return Every(self.refresh_hours)

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be read now."""
        return is_due(self.due_at, self.every, now)

    def age_days(self, now: datetime) -> int | None:
        """Days since the last good run."""
        return None if self.finished_at is None else max((now - self.finished_at).days, 0)


def list_standings(connection: Connection, *, limit: int = 1_000) -> list[Standing]:
    """Every source by name."""
    return [Standing(*row) for row in connection.execute(_STANDING, {"limit": limit})]
