"""What was wrong with an import: listed, and written back as rows to mend."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from assetmap.errors import NotFound
from assetmap.ingest.fields import REMARK
from assetmap.ingest.rows import FURTHER
from assetmap.ingest.writers import write_table

#: The first column of a file of rows to mend; it also marks the file as holding only some of a source's rows.
REASON = f"{REMARK} what to mend"

_RUN = text(
    "SELECT run.id, source.name AS source, run.file_name, run.finished_at, run.mapping,"
    " (SELECT count(*) FROM import_issue WHERE import_id = run.id) AS issues"
    " FROM import_run AS run JOIN source ON source.id = run.source_id WHERE run.id = :id"
)
_ISSUES = text(
    "SELECT row_number, column_name, value, problem, outcome, action, record FROM import_issue"
    " WHERE import_id = :id ORDER BY row_number, id LIMIT :limit"
)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with one row."""

    row_number: int
    column: str | None
    value: str | None
    problem: str
    outcome: str
    action: str
    record: dict[str, str]

    def __str__(self) -> str:
        where = f"{self.column}: " if self.column else ""
        what = f"“{_short(self.value)}”. " if self.value and self.value not in self.problem else ""
        return f"{where}{what}{self.problem} {self.action}"


@dataclass(frozen=True, slots=True)
class Run:
    """An import whose issues are asked for; `let_go` counts those that are kept no longer."""

    id: int
    source: str
    file_name: str
    headers: tuple[str, ...]
    issues: int
    of_feed: bool = False
    let_go: int = 0


def get_run(connection: Connection, run_id: int) -> Run:
    """The import of this number, or NotFound."""
    row = connection.execute(_RUN, {"id": run_id}).mappings().one_or_none()
    if row is None:
        last = connection.execute(text("SELECT max(id) FROM import_run")).scalar()
        hint = f"The last one is number {last}." if last else "Nothing has been imported yet."
        raise NotFound(f"There is no import number {run_id}.", hint=hint)
    mapping = row["mapping"]
    # A feed has no header, and whoever publishes it mends it.
    of_feed = mapping["header_row"] == 0
    return Run(
        row["id"], row["source"], row["file_name"], tuple(mapping["headers"]), row["issues"], of_feed,
        mapping.get("issues_let_go", 0),
    )  # fmt: skip


def list_issues(connection: Connection, run_id: int, *, limit: int | None = None) -> list[Issue]:
    """The issues of an import by row; all of them, or the first so many."""
    rows = connection.execute(_ISSUES, {"id": run_id, "limit": limit})
    return [Issue(*row) for row in rows]


def write_issues(connection: Connection, run: Run, path: Path) -> int:
    """Write the rows with issues as they came, each with what is wrong, to mend and import again."""
    issues = list_issues(connection, run.id)
    kept = [header for header in run.headers if not header.startswith(REMARK)]
    if any(FURTHER in issue.record for issue in issues):
        kept.append(FURTHER)
    return write_table(path, [REASON, *kept], _rows(issues, kept))


def _rows(issues: list[Issue], headers: list[str]) -> Iterator[list[str]]:
    for _, found in groupby(issues, key=lambda issue: issue.row_number):
        of_row = list(found)
        record: dict[str, Any] = of_row[0].record
        yield ["\n".join(map(str, of_row)), *(_cell(record.get(header)) for header in headers)]


def _cell(value: Any) -> str:
    """A value of a row as text; a feed's are not all text."""
    return "" if value is None else value if isinstance(value, str) else str(value)


def _short(value: str) -> str:
    words = " ".join(value.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
