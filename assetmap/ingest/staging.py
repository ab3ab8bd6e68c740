"""Temporary tables that an import works in, filled with COPY and gone with its transaction."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, LiteralString, Self, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from assetmap.ingest.staged import STAGED, STAGED_ISSUE, Issue

_FOLDER = Path(__file__).parent / "sql"
# More changed services than this, and than this share of all, are not planned by what was true before.
_FEW, _SHARE = 200, 0.05
#: Every table that the SQL files make; an earlier import of the same transaction has left its own.
SCRATCH = (
    "turned_away asked_key known_key keyed_row wanted_number identified sector_middle sought weighed placed"
    " judged gone touched lead_row moving"
    " told_before settled wanted_address wanted_access wanted_schedule wanted_attribute wanted_cost"
    " wanted_area wanted_language wanted_contact wanted_phone"
).split()

#: What rows are joined and told apart by; statistics of all that they say would take as long as a statement.
_LOOK = (
    "ANALYZE incoming (row_number, refused, service_key, loose_key, key_given, place_key, organization_key,"
    " has_place, postcode)"
)


def driver_of(connection: Connection) -> psycopg.Connection[Any]:
    """The driver's connection, in the transaction that SQLAlchemy knows of."""
    connection.exec_driver_sql("SELECT")
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def begin(connection: Connection, source: str) -> psycopg.Connection[Any]:
    """The driver's connection, set for a large import whose changes history files under the source's name."""
    driver = driver_of(connection)
    # Compiling a plan costs more than running it on a spreadsheet's worth of rows, and PostgreSQL's own way
    # of compressing what it stores more than lz4.
    driver.execute(
        "SELECT set_config('assetmap.actor', %s, true), set_config('jit', 'off', true),"
        " set_config('work_mem', '64MB', true),"
        " (SELECT set_config(name, 'lz4', true) FROM pg_settings"
        " WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)),"
        # Where the program is gone, its statement goes too, and is not first worked out for nobody.
        " (SELECT set_config(name, '1s', true) FROM pg_settings"
        " WHERE name = 'client_connection_check_interval')",
        (f"import of {source}",),
    )
    return driver


def run_file(driver: psycopg.Connection[Any], name: str) -> None:
    """Run one of our SQL files; what it works with stands in `this_import`."""
    driver.execute(_sql(name))


def refresh_statistics(driver: psycopg.Connection[Any], touched: int) -> None:
    """After much was written, let publishing be planned by what the tables hold now."""
    (known,) = driver.execute(
        "SELECT reltuples FROM pg_class WHERE oid = 'service'::regclass"
    ).fetchone() or (0,)
    if touched > max(_FEW, known * _SHARE):
        run_file(driver, "refresh_statistics")


def query_file(driver: psycopg.Connection[Any], name: str) -> list[tuple[Any, ...]]:
    """The rows that one of our SQL files asks for."""
    return driver.execute(_sql(name)).fetchall()


@cache
def _sql(name: str) -> LiteralString:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def create_tables(driver: psycopg.Connection[Any]) -> None:
    """Create `incoming` and `incoming_issue`, with nothing of an earlier import beside them."""
    clear(driver, SCRATCH)
    create_table(driver, "incoming", STAGED)
    # A row is needed for a minute: up to a page, it is not made small first.
    driver.execute("ALTER TABLE incoming SET (toast_tuple_target = 8160)")
    create_table(driver, "incoming_issue", STAGED_ISSUE)


def clear(driver: psycopg.Connection[Any], tables: Iterable[str]) -> None:
    """Drop what an earlier import of the same transaction may have left."""
    names = sql.SQL(", ").join(sql.Identifier("pg_temp", name) for name in tables)
    driver.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(names))


def create_settings(driver: psycopg.Connection[Any], settings: Mapping[str, tuple[str, Any]]) -> None:
    """Create `this_import`, one row of values with their types, which every file may read."""
    create_table(driver, "this_import", {name: kind for name, (kind, _) in settings.items()})
    values = sql.SQL(", ").join(sql.Placeholder() * len(settings))
    driver.execute(
        sql.SQL("INSERT INTO this_import VALUES ({})").format(values),
        [value for _, value in settings.values()],
    )


def create_table(driver: psycopg.Connection[Any], table: LiteralString, columns: Mapping[str, str]) -> None:
    """Create a temporary table, anew if there is one of this name."""
    named = [sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns.items()]
    driver.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(sql.Identifier(table)))
    driver.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(
            sql.Identifier(table), sql.SQL(", ").join(named)
        )
    )


class Stage:
    """Streams rows into `incoming` as they are read, and their issues after them."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self._driver = driver
        self._issues: list[Issue] = []
        self._cursor = driver.cursor()
        self._opened = self._cursor.copy("COPY incoming FROM STDIN")

    def __enter__(self) -> Self:
        self._copy = self._opened.__enter__()
        return self

    def add(self, row: tuple[Any, ...], issues: list[Issue]) -> None:
        """Stage one row."""
        self._copy.write_row(row)
        if issues:
            self._issues.extend(issues)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)
        self._cursor.close()
        if error is None:
            stage_issues(self._driver, self._issues)
            self._driver.execute(_LOOK)


def stage_issues(driver: psycopg.Connection[Any], issues: list[Issue]) -> None:
    """Stage issues beside the rows."""
    with driver.cursor() as cursor, cursor.copy("COPY incoming_issue FROM STDIN") as copy:
        for issue in issues:
            copy.write_row(issue)
