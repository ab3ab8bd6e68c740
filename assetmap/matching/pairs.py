"""Pairs as people see them: which wait, what was decided about them and by whom, and what they are called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.errors import NotFound
from assetmap.matching.statements import statements

MOST_LISTED = 1_000
#: Who decides what is sure.
RULE = "rule"

_FOUND = text("SELECT id FROM service WHERE id BETWEEN CAST(:low AS uuid) AND CAST(:high AS uuid) LIMIT 2")
_LAST = text(
    "SELECT first_id, second_id, state, decided_by, decided_at FROM duplicate"
    " WHERE first_id = :first_id AND second_id = :second_id AND state <> 'waiting'"
)
_EVERY = text(
    "SELECT first_id, second_id, state, decided_by, decided_at FROM pair_decision"
    " WHERE :id IN (first_id, second_id) ORDER BY id DESC LIMIT :limit"
)
_KNOWN = text("SELECT EXISTS (SELECT FROM source WHERE name = :name)")


@dataclass(frozen=True, slots=True)
class Told:
    """A service as one source tells of it."""

    id: UUID
    name: str
    organization: str
    source: str
    postcode: str | None
    shown_as: UUID

    def __str__(self) -> str:
        return f"“{self.name}” ({self.source})"

    @property
    def whole(self) -> str:
        """All that it is known by, in one line."""
        where = f", {self.postcode}" if self.postcode else ""
        return f"{self.name}, {self.organization}{where} ({self.source})"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a pair, by whom and when; a `waiting` one took back what was decided before."""

    first_id: UUID
    second_id: UUID
    state: str
    by: str
    at: datetime

    @property
    def author(self) -> str:
        """By whom and when, in words."""
        by = "by itself" if self.by == RULE else f"by {self.by}"
        return f"{by} on {self.at.day} {self.at:%B %Y}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two services that may be one, as a person is shown them."""

    first: Told
    second: Told
    score: int
    reasons: tuple[str, ...]
    decision: Decision | None


def list_pairs(
    connection: Connection,
    state: str = "waiting",
    *,
    source: str | None = None,
    score: int = 0,
    limit: int = 50,
) -> tuple[list[Pair], int]:
    """The likeliest pairs of a state, and how many there are."""
    if source is not None and not connection.execute(_KNOWN, {"name": source}).scalar_one():
        raise no_source(connection, source)
    (ask,) = statements("pairs")
    values = {"state": state, "source": source, "score": score, "limit": min(limit, MOST_LISTED)}
    rows = connection.execute(ask, values).all()
    told = load_told(connection, (key for row in rows for key in (row.first_id, row.second_id)))
    pairs = [
        Pair(
            told[row.first_id],
            told[row.second_id],
            row.score,
            tuple(row.reasons),
            Decision(row.first_id, row.second_id, row.state, row.decided_by, row.decided_at)
            if row.decided_by
            else None,
        )
        for row in rows
    ]
    return pairs, rows[0].total if rows else 0


def describe_source(connection: Connection, name: str) -> list[str]:
    """What became of a source's services beside those of others, in sentences; none where nothing did."""
    (ask,) = statements("of_source")
    found = connection.execute(ask, {"name": name}).one()
    said = []
    if found.shared:
        are = "is" if found.shared == 1 else "are"
        said.append(f"{found.shared:,} of its services {are} shown as one with others.")
    if found.waiting:
        pairs = (
            "1 pair may be one service"
            if found.waiting == 1
            else f"{found.waiting:,} pairs may be one service each"
        )
        said.append(f"{pairs}, which a person decides: assetmap duplicates list --source {name}")
    return said


def load_told(connection: Connection, service_ids: Iterable[UUID]) -> dict[UUID, Told]:
    """What services are known by, by their ids."""
    (ask,) = statements("told")
    rows = connection.execute(ask, {"service_ids": list(set(service_ids))})
    return {row.id: Told(**row._mapping) for row in rows}


def last_decision(connection: Connection, first_id: UUID, second_id: UUID) -> Decision | None:
    """What was decided last about a pair, if anything is."""
    pair = dict(zip(("first_id", "second_id"), sorted((first_id, second_id)), strict=True))
    row = connection.execute(_LAST, pair).one_or_none()
    return Decision(*row) if row else None


def list_decisions(
    connection: Connection, service_id: UUID, *, limit: int = MOST_LISTED
) -> Sequence[Decision]:
    """Everything that was decided about a service and others, the last first."""
    return [Decision(*row) for row in connection.execute(_EVERY, {"id": service_id, "limit": limit})]


def find_service(connection: Connection, said: str) -> UUID:
    """The service of this id, or of the id that begins so."""
    digits = said.replace("-", "").lower()
    if not 8 <= len(digits) <= 32 or set(digits) - set("0123456789abcdef"):
        raise NotFound(
            f"“{said}” is no id of a service.", hint="Give at least its first eight letters and digits."
        )
    bounds = {"low": str(UUID(digits.ljust(32, "0"))), "high": str(UUID(digits.ljust(32, "f")))}
    found: Sequence[UUID] = connection.execute(_FOUND, bounds).scalars().all()
    if not found:
        raise NotFound(f"No service has the id {said}.", hint="assetmap duplicates lists the ids of pairs.")
    if len(found) > 1:
        raise NotFound(f"More than one service has an id that begins with {said}.", hint="Give more of it.")
    return found[0]


def no_source(connection: Connection, name: str) -> NotFound:
    """The error for a source that nothing came from, with those that there are."""
    names = connection.execute(text("SELECT name FROM source ORDER BY name LIMIT 50")).scalars().all()
    return NotFound(f"There is no source named {name}.", hint=f"There are {', '.join(names) or 'none yet'}.")
