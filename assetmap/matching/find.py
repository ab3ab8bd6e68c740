"""Find services that are told twice, as they come in: one call that an import makes before it publishes."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from assetmap.matching.groups import choose_merges, regroup
from assetmap.matching.judge import NEAR_M, Judgement, judge
from assetmap.matching.profile import Profile, Session
from assetmap.matching.statements import drop, run, set_scope, statements

#: What more services than this share tells nothing of any of them.
MOST_SHARED = 300
#: Names less alike than this (trigrams, 0 to 1) make no pair by themselves.
ALIKE = 0.3
#: Within one source: what more of its services share than this tells nothing of any of them.
MOST_OF_ONE = 20
#: Where more places than this lie near each other, that two are near tells nothing of their services.
MOST_NEAR = 500
#: From so many services on, the planner's statistics are brought up to date at once.
MANY = 1_000

_SCRATCH = ("match_mine", "match_telling", "match_shared", "match_near", "match_own", "match_candidate",
            "match_judged")  # fmt: skip
_BOUNDS = {"most_shared": MOST_SHARED, "most_of_one": MOST_OF_ONE, "most_near": MOST_NEAR,
           "alike": ALIKE, "near_m": NEAR_M}  # fmt: skip
_THESE = "SELECT DISTINCT unnest(CAST(:service_ids AS uuid[]))"
_EVERY = "SELECT id FROM service"
_JUDGED = """
CREATE TEMPORARY TABLE match_judged (
    first_id uuid, second_id uuid, score smallint, sure boolean, reasons text[],
    PRIMARY KEY (first_id, second_id)
) ON COMMIT DROP
"""
_ADD = text(
    "INSERT INTO match_judged SELECT * FROM jsonb_to_recordset(CAST(:pairs AS jsonb))"
    " AS pair (first_id uuid, second_id uuid, score smallint, sure boolean, reasons text[])"
)
_WAITING = text(
    "SELECT count(*) FROM match_judged JOIN duplicate USING (first_id, second_id) WHERE state = 'waiting'"
)
_MERGE = text(
    "UPDATE duplicate SET state = 'merged', decided_by = 'rule', decided_at = now()"
    " FROM jsonb_to_recordset(CAST(:pairs AS jsonb)) AS pair (first_id uuid, second_id uuid)"
    " WHERE duplicate.first_id = pair.first_id AND duplicate.second_id = pair.second_id"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a look for duplicates came to, and the services whose listing may have changed by it."""

    merged: int
    waiting: int
    to_publish: frozenset[UUID]


def find_duplicates(connection: Connection, service_ids: Collection[UUID] | None = None) -> Found:
    """Compare these services, or all, with what else was told; the caller publishes and commits."""
    if service_ids is None:
        scope = set_scope(connection, _EVERY)
    else:
        scope = set_scope(connection, _THESE, service_ids=list(service_ids))
    run(connection, "keys")
    if scope > MANY:
        connection.execute(text("SELECT refresh_statistics('match_key')"))
    drop(connection, *_SCRATCH)
    run(connection, "candidates", **_BOUNDS)
    connection.execute(text(_JUDGED))
    connection.execute(_ADD, {"pairs": json.dumps(list(_judge(connection)))})
    run(connection, "store")
    merges = choose_merges(connection)
    connection.execute(_MERGE, {"pairs": json.dumps(merges)})
    changed = regroup(connection)
    waiting = connection.execute(_WAITING).scalar_one()
    return Found(len(merges), waiting, changed | frozenset(service_ids or ()))


def _judge(connection: Connection) -> Iterable[dict[str, Any]]:
    """The pairs that may be one service, as rows to be written down."""
    (ask,) = statements("profiles")
    known = {row.id: _read_profile(row) for row in connection.execute(ask)}
    pairs = connection.execute(text("SELECT * FROM match_candidate ORDER BY first_id, second_id")).all()
    for first_id, second_id, metres in pairs:
        found = judge(known[first_id], known[second_id], metres)
        if found.waits:
            yield _row(first_id, second_id, found)


def _row(first_id: UUID, second_id: UUID, found: Judgement) -> dict[str, Any]:
    return {
        "first_id": str(first_id),
        "second_id": str(second_id),
        "score": found.score,
        "sure": found.sure,
        "reasons": list(found.reasons),
    }


def _read_profile(row: Row[Any]) -> Profile:
    values = dict(row._mapping)
    rules: Sequence[str] = values.pop("rules") or ()
    for name in ("charities", "hosts", "phones", "emails", "postcodes", "delivery"):
        values[name] = frozenset(values[name])
    return Profile(**values, sessions=tuple(session for rule in rules for session in _read_rule(rule)))


def _read_rule(rule: str) -> Iterable[Session]:
    """Sessions of a rule such as `MO,TH 10:00 12:00` or `1TU`; past midnight is the same evening."""
    days, *times = rule.split()
    opens, closes = (_minutes(time) for time in times) if times else (0, 1440)
    for day in days.split(","):
        yield Session(day[-2:], opens, closes if closes > opens else closes + 1440)


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
