"""SQL statements from the files beside this module, read once."""

from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

FOLDER = Path(__file__).parent


@cache
def sql(name: str) -> str:
    """The text of one of our SQL files."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


@cache
def statement(name: str) -> TextClause:
    """One of our SQL files as a statement, its values bound by name."""
    return text(sql(name))
