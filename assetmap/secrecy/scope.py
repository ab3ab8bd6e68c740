"""The scratch tables that say which services are looked at."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.secrecy.statements import drop


def set_scope(connection: Connection, table: str, service_ids: Collection[UUID]) -> None:
    """Make a scratch table of these services."""
    make_scope(connection, table, "SELECT DISTINCT unnest(CAST(:service_ids AS uuid[]))", service_ids)


def make_scope(
    connection: Connection, table: str, ask: str, service_ids: Collection[UUID] | None = None
) -> None:
    """Make a scratch table of the services that a query asks for."""
    drop(connection, table)
    connection.execute(text(f"CREATE TEMPORARY TABLE {table} (service_id uuid PRIMARY KEY) ON COMMIT DROP"))
    values = {} if service_ids is None else {"service_ids": list(service_ids)}
    connection.execute(text(f"INSERT INTO {table} {ask}"), values)
    connection.execute(text(f"ANALYZE {table}"))
