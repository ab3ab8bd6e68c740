"""The database for what can wait: imports, the worker's jobs and heavy answers."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine, event

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from assetmap.priority import lower_server


@contextmanager
def open_background_engine(settings: Settings) -> Iterator[Engine]:
    """Give an engine for the length of a command that nobody waits for."""
    with open_engine(settings, role="worker") as engine:
        yield_to_others(engine, settings)
        yield engine


def yield_to_others(engine: Engine, settings: Settings) -> None:
    """Let the server's processes behind an engine give way, where the server is our own and lets us.

    A process of ours at a low priority still keeps a server process at the usual one busy. On Linux whoever
    runs the private cluster, and root, may lower that one's too; where it is not allowed nothing happens. No
    statement is shared among several processes, of which only the first would be lowered.
    """
    event.listen(engine, "connect", _alone)
    # Elsewhere the number of a process means another one here.
    if settings.database_url is None and settings.web_database_url is None:
        event.listen(engine, "connect", _lower)


def _alone(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.execute("SET max_parallel_maintenance_workers = 0")
    connection.autocommit = False


def _lower(connection: Any, _record: Any) -> None:
    with suppress(OSError):
        lower_server(connection.info.backend_pid)
