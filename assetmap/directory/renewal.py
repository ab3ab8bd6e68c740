"""New ids for what becomes secret: what was public of it leads nowhere."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, text

_RENEW = text("SELECT renew_ids(CAST(:service_ids AS uuid[]))")
_SERVICES = text("SELECT old_id, new_id FROM pg_temp.renewed WHERE kind = 'service'")


def renew_ids(connection: Connection, service_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Give services, their places and all that is theirs alone new random ids in the directory.

    The old ids of services, organizations and services at locations are remembered as gone, with no way
    from them to the new ones. Returns the new id of each service by its old one; the caller publishes both,
    so that the old leaves in the same transaction in which the new one comes. What was renewed stands in
    the temporary table `renewed` (kind, old_id, new_id) until the next call or the end of the transaction.
    """
    if not service_ids:
        return {}
    connection.execute(_RENEW, {"service_ids": list(service_ids)})
    return {row.old_id: row.new_id for row in connection.execute(_SERVICES)}
