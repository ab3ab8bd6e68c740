"""Which services are shown as one, and which sure pairs may join them without a person."""

from collections import Counter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from assetmap.matching.judge import SURE
from assetmap.matching.statements import drop, run, statements

# Sure pairs that nobody has decided about, with their sources: those that were judged now, and, as their
# rivals, those that wait from before. Only a service that is there has keys.
_SURE = text(
    "SELECT pair.first_id, pair.second_id, judged.first_id IS NOT NULL AS is_judged,"
    " here.source_id AS first_source, there.source_id AS second_source"
    " FROM duplicate AS pair"
    " LEFT JOIN match_judged AS judged USING (first_id, second_id)"
    " JOIN match_key AS here ON here.service_id = pair.first_id AND here.kind = 'name'"
    " JOIN match_key AS there ON there.service_id = pair.second_id AND there.kind = 'name'"
    " WHERE pair.state = 'waiting' AND pair.score >= :sure AND pair.decided_by IS NULL"
    " ORDER BY pair.score DESC, pair.first_id, pair.second_id"
)
# Kept apart by a person, or merged once and then not: no rule joins them again by way of a third.
_APART = text(
    "SELECT first_id, second_id FROM duplicate"
    " WHERE state <> 'merged' AND decided_by IS NOT NULL"
    " AND (first_id = ANY (:service_ids) OR second_id = ANY (:service_ids))"
)


def choose_merges(connection: Connection) -> list[dict[str, str]]:
    """The sure pairs to merge: one service of each source at most, and none that a person keeps apart.

    A service that is surely two services of one other source is a question for a person.
    """
    pairs = connection.execute(_SURE, {"sure": SURE}).all()
    rivals = Counter(side for pair in pairs for side in _sides(pair))
    clear = [pair for pair in pairs if pair.is_judged and all(rivals[side] == 1 for side in _sides(pair))]
    groups = _load_groups(connection, {one for pair in clear for one in (pair.first_id, pair.second_id)})
    members = list({member for group in groups.values() for member in group})
    kept_apart = {frozenset(pair) for pair in connection.execute(_APART, {"service_ids": members})}
    chosen = []
    for pair in clear:
        first, second = groups[pair.first_id], groups[pair.second_id]
        if _may_join(first, second, kept_apart):
            joined = first | second
            groups.update(dict.fromkeys(joined, joined))
            chosen.append({"first_id": str(pair.first_id), "second_id": str(pair.second_id)})
    return chosen


def regroup(connection: Connection) -> frozenset[UUID]:
    """Bring the links of the services in scope to what the pairs say; returns every service concerned."""
    drop(connection, "match_group")
    run(connection, "regroup")
    return frozenset(connection.execute(text("SELECT service_id FROM match_group")).scalars())


def _sides(pair: Row[Any]) -> tuple[tuple[UUID, UUID], tuple[UUID, UUID]]:
    """Each service with the source of the other."""
    return (pair.first_id, pair.second_source), (pair.second_id, pair.first_source)


def _load_groups(connection: Connection, service_ids: set[UUID]) -> dict[UUID, dict[UUID, UUID]]:
    """The group of each service, itself included: each member with its source."""
    (ask,) = statements("groups")
    groups: dict[UUID, dict[UUID, UUID]] = {}
    for seed, member, source in connection.execute(ask, {"service_ids": list(service_ids)}):
        groups.setdefault(seed, {})[member] = source
    for group in list(groups.values()):
        for member in group:
            groups[member] = group
    return groups


def _may_join(first: dict[UUID, UUID], second: dict[UUID, UUID], kept_apart: set[frozenset[UUID]]) -> bool:
    if first is second or set(first.values()) & set(second.values()):
        return False
    return not any(frozenset((one, other)) in kept_apart for one in first for other in second)
