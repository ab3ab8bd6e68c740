"""Who uses the database at this moment, by what each calls itself."""

import fcntl
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine

_OTHERS = text(
    "SELECT coalesce(nullif(application_name, ''), 'a program that gives no name') AS name,"
    "       min(backend_start) AS since, count(*) AS connections"
    " FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
    " GROUP BY 1 ORDER BY 2, 1"
)


@dataclass(frozen=True, slots=True)
class Client:
    """A program with connections: its name with its process number, and since when, where that is told."""

    name: str
    since: datetime | None
    connections: int

    def __str__(self) -> str:
        several = f", {self.connections} connections" if self.connections > 1 else ""
        return f"{self.name}{f', since {self.since:%d %B %H:%M} UTC' if self.since else ''}{several}"


def list_clients(cluster: Cluster) -> list[Client]:
    """Name every program that is connected to a running cluster, but for this one."""
    engine = make_engine(cluster.url, role="command")
    try:
        with engine.connect() as connection:
            return _others(connection)
    finally:
        engine.dispose()


def is_leased(cluster: Cluster) -> bool:
    """Say whether a program keeps the cluster running, connected at this moment or not."""
    path = cluster.directory / "users.lock"
    if not path.exists():
        return False
    with path.open() as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _others(connection: Connection) -> list[Client]:
    return [Client(row.name, row.since, row.connections) for row in connection.execute(_OTHERS)]
