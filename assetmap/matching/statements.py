"""SQL statements from the files beside this module, read once."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, TextClause, text

FOLDER = Path(__file__).parent / "sql"


@cache
def statements(name: str, folder: Path = FOLDER) -> tuple[TextClause, ...]:
    """The statements of one of our SQL files; a semicolon ends a line where one statement ends."""
    whole = (folder / f"{name}.sql").read_text(encoding="utf-8")
    return tuple(text(part) for part in whole.split(";\n") if part.strip())


def run(connection: Connection, name: str, **values: object) -> None:
    """Run the statements of one of our SQL files."""
    for one in statements(name):
        connection.execute(one, values)


def set_scope(connection: Connection, query: str, **values: object) -> int:
    """Make `match_scope`, the services that are looked at, from a query for their ids; returns how many."""
    drop(connection, "match_scope")
    connection.execute(
        text("CREATE TEMPORARY TABLE match_scope (service_id uuid PRIMARY KEY) ON COMMIT DROP")
    )
    count = connection.execute(text(f"INSERT INTO match_scope {query}"), values).rowcount
    connection.execute(text("ANALYZE match_scope"))
    return count


def drop(connection: Connection, *tables: str) -> None:
    """Drop scratch tables that an earlier run of the same transaction may have left."""
    connection.execute(text(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{table}' for table in tables)}"))
