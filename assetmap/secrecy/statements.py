"""The SQL of this room, run as the comparison of services runs its own."""

from pathlib import Path

from sqlalchemy import Connection, TextClause

from assetmap.matching.statements import drop, statements

__all__ = ["drop", "query", "run"]

FOLDER = Path(__file__).parent / "sql"


def run(connection: Connection, name: str, **values: object) -> None:
    """Run the statements of one of our SQL files."""
    for one in statements(name, FOLDER):
        connection.execute(one, values)


def query(name: str) -> TextClause:
    """The one statement of one of our SQL files."""
    (one,) = statements(name, FOLDER)
    return one
