"""The transaction in which a command writes down what a person decided."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine


@contextmanager
def deciding(settings: Settings) -> Iterator[Connection]:
    """A transaction on a current database, committed at the end."""
    with open_engine(settings) as engine, engine.begin() as connection:
        migrate.require_current(connection)
        yield connection
