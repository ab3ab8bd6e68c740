"""The temporary tables that the import of a feed works in."""

from types import TracebackType
from typing import Any, Self

import psycopg

from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.service import Staged
from assetmap.ingest.staged import STAGED_ISSUE, Issue
from assetmap.ingest.staging import SCRATCH, clear, create_table, stage_issues

#: Columns of the temporary table `fed`, which is called `incoming` once its places are found.
FED: dict[str, str] = {
    "row_number": "integer PRIMARY KEY",
    "refused": "boolean",
    "closed": "boolean",
    "service_key": "text",
    "document": "jsonb",
    "content": "text",
    "record": "jsonb",
}
_OWN = (
    "incoming fed service_row held site renamed said_term wanted_taxonomy wanted_term said_organization"
    " wanted_organization wanted_identifier wanted_funding"
).split()


def create_tables(driver: psycopg.Connection[Any]) -> None:
    """Create `fed` and `incoming_issue`, with nothing of an earlier import beside them."""
    clear(driver, [*SCRATCH, *_OWN])
    create_table(driver, "fed", FED)
    # Documents are read many times, and gone in a minute: packing them costs more than the room they take.
    driver.execute(
        "ALTER TABLE fed ALTER document SET STORAGE EXTERNAL, ALTER record SET STORAGE EXTERNAL,"
        " SET (toast_tuple_target = 8160)"
    )
    create_table(driver, "incoming_issue", STAGED_ISSUE)


class FeedStage:
    """Streams services into `fed` as they are read, and their issues after them."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self._driver = driver
        self._issues: list[Issue] = []
        self._cursor = driver.cursor()
        self._opened = self._cursor.copy("COPY fed FROM STDIN")

    def __enter__(self) -> Self:
        self._copy = self._opened.__enter__()
        return self

    def add(self, notes: Notes, staged: Staged) -> None:
        """Stage one service with what was wrong with it."""
        self._copy.write_row(staged.as_row(notes.number))
        self._issues.extend(notes.done())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)
        self._cursor.close()
        if error is None:
            self._driver.execute("ANALYZE fed (row_number, service_key)")

    def add_issues(self) -> None:
        """Stage the issues; the search for places has put its own there before."""
        stage_issues(self._driver, self._issues)
