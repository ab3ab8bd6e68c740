"""What people decide: to merge a pair, to keep it apart, to take that back, and whose values come first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.errors import DecisionRefused, NotFound
from assetmap.matching.groups import regroup
from assetmap.matching.pairs import RULE, load_told, no_source
from assetmap.matching.statements import set_scope, statements

_DECIDE = text(
    "INSERT INTO duplicate (first_id, second_id, score, reasons, state, decided_by, decided_at)"
    " VALUES (:first_id, :second_id, 0, '{}', :state, :by, now())"
    " ON CONFLICT (first_id, second_id) DO UPDATE"
    " SET state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at"
)
_SERVICES = text(
    "SELECT service.name, service.sample, EXISTS ("
    "  SELECT FROM secretive_service AS secret WHERE secret.service_id = service.id) AS confidential"
    " FROM service WHERE service.id IN (:first_id, :second_id)"
)
# Whoever stands in a group with the one may not be kept apart from whoever stands in a group with the other.
_BETWEEN = text(
    "SELECT first.name AS first_name, second.name AS second_name FROM duplicate AS pair"
    " JOIN service AS first ON first.id = pair.first_id JOIN service AS second ON second.id = pair.second_id"
    " WHERE pair.state = 'apart' AND pair.first_id = ANY (:members) AND pair.second_id = ANY (:members)"
    " AND NOT (pair.first_id = :first_id AND pair.second_id = :second_id) LIMIT 1"
)
_SCOPE = "SELECT DISTINCT unnest(CAST(:service_ids AS uuid[]))"
_PREFER = text("UPDATE source SET rank = :rank WHERE name = :name")


def merge(connection: Connection, first_id: UUID, second_id: UUID, *, by: str) -> frozenset[UUID]:
    """Show two services as one from now on; returns the services to publish. The caller commits."""
    pair = _in_order(first_id, second_id)
    _refuse_unmergeable(connection, pair)
    members = _members(connection, *pair.values())
    if between := connection.execute(_BETWEEN, {**pair, "members": list(members)}).one_or_none():
        raise DecisionRefused(
            f"“{between.first_name}” and “{between.second_name}” are kept apart, and this would join them.",
            hint="Take that decision back first: assetmap duplicates list --state kept-apart",
        )
    return _decide(connection, pair, "merged", by)


def keep_apart(connection: Connection, first_id: UUID, second_id: UUID, *, by: str) -> frozenset[UUID]:
    """Show two services as two from now on; returns the services to publish. The caller commits."""
    pair = _in_order(first_id, second_id)
    to_publish = _decide(connection, pair, "apart", by)
    if second_id in _members(connection, first_id):
        raise DecisionRefused(
            "Both are merged with a third service, which would still join them.",
            hint="Take one of those merges back first: assetmap duplicates list --state merged",
        )
    return to_publish


def undo(connection: Connection, first_id: UUID, second_id: UUID, *, by: str) -> frozenset[UUID]:
    """Take a decision back, so that the pair waits again and no rule decides; returns what to publish."""
    pair = _in_order(first_id, second_id)
    decided = text("SELECT state FROM duplicate WHERE first_id = :first_id AND second_id = :second_id")
    if connection.execute(decided, pair).scalar() not in ("merged", "apart"):
        told = load_told(connection, pair.values())
        names = " and ".join(map(str, told.values())) or "these two services"
        raise NotFound(f"Nothing was decided about {names}.")
    return _decide(connection, pair, "waiting", by)


def prefer(connection: Connection, names: Sequence[str]) -> frozenset[UUID]:
    """Let the values of these sources come first, in this order; returns the services to publish."""
    connection.execute(text("UPDATE source SET rank = DEFAULT"))
    for rank, name in enumerate(names, 1):
        if not connection.execute(_PREFER, {"rank": rank, "name": name}).rowcount:
            raise no_source(connection, name)
    set_scope(
        connection, "SELECT service_id FROM service_link UNION SELECT into_service_id FROM service_link"
    )
    return regroup(connection)


def _members(connection: Connection, *service_ids: UUID) -> set[UUID]:
    """The services that are joined with any of these, themselves included."""
    (ask,) = statements("groups")
    return {row.id for row in connection.execute(ask, {"service_ids": list(service_ids)})}


def _in_order(first_id: UUID, second_id: UUID) -> dict[str, UUID]:
    if first_id == second_id:
        raise DecisionRefused("Both ids are of one service.", hint="Give the ids of two.")
    first_id, second_id = sorted((first_id, second_id))
    return {"first_id": first_id, "second_id": second_id}


def _refuse_unmergeable(connection: Connection, pair: dict[str, UUID]) -> None:
    first, second = connection.execute(_SERVICES, pair).all()
    if first.sample != second.sample:
        raise DecisionRefused(
            "One of these services is invented and the other is not, so they cannot be one."
        )
    for service in (first, second):
        if service.confidential:
            raise DecisionRefused(
                f"“{service.name}” keeps its place secret, and what another source says could give it away.",
                hint="To show both as one secret service: assetmap confidential join",
            )


def _decide(connection: Connection, pair: dict[str, UUID], state: str, by: str) -> frozenset[UUID]:
    if by.strip() in ("", RULE):
        raise DecisionRefused(f"“{by}” is nobody’s name.", hint="Say who decides, with --by.")
    values: dict[str, Any] = {**pair, "state": state, "by": by.strip()}
    connection.execute(_DECIDE, values)
    set_scope(connection, _SCOPE, service_ids=list(pair.values()))
    return regroup(connection) | frozenset(pair.values())
