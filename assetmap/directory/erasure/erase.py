"""Replacing a phrase wherever it stands, and remembering it as a digest."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from assetmap.directory.audit import check_reason, record
from assetmap.directory.erasure.owners import find_owners
from assetmap.directory.erasure.phrase import ERASED, Phrase
from assetmap.directory.erasure.scrub import keyed_digest, load_secret
from assetmap.directory.erasure.search import Column, Hit, Table, find_hits, list_tables
from assetmap.errors import NotFound
from assetmap.model import Erased

#: Rows that say nothing without the phrase: they go.
_ROWS_THAT_GO = {("phone", "number"), ("match_key", "value"), ("listing_word", "word")}
#: Columns that hold an address or nothing.
_FORMATTED = ("email", "url", "uri", "website", "logo")
# What was erased differs from what the source tells, whatever the digest of its row says.
_READ_AGAIN = text("UPDATE source_record SET row_hash = '' WHERE service_id = ANY (:service_ids)")
#: Of the audit only a reason can be changed.
_AUDIT = ("audit", "why")


@dataclass(slots=True)
class Outcome:
    """What was erased: rows by table and column, what could not be, and the services to publish."""

    rows: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    removed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    stuck: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    to_publish: set[UUID] = field(default_factory=set)


def erase(connection: Connection, phrase: Phrase, *, by: str, why: str) -> Outcome:
    """Replace a phrase in every table; the caller publishes what is to be published, and commits.

    Imports wait meanwhile, and keep the phrase out from then on: it is remembered as a keyed digest.
    """
    why = check_reason(why)
    secret = load_secret(connection)
    connection.execute(text("LOCK TABLE source, source_record IN SHARE ROW EXCLUSIVE MODE"))
    _set(connection, "assetmap.erasing", "yes")
    _set(connection, "assetmap.actor", f"erasure by {by}")
    outcome = Outcome()
    for table in list_tables(connection):
        hits = list(find_hits(connection, table, phrase))
        if hits:
            outcome.to_publish |= find_owners(connection, table, [hit.place for hit in hits])
            _Eraser(connection, table, secret, outcome).erase(hits)
            keys = [hit.key for hit in hits if isinstance(hit.key, UUID | int)]
            fields = sorted({name for hit in hits for name in hit.values})
            record(connection, by, "erase", table.name, keys, why, fields)
    _set(connection, "assetmap.erasing", "")
    connection.execute(_READ_AGAIN, {"service_ids": list(outcome.to_publish)})
    _remember(connection, phrase, secret, by)
    return outcome


def list_erased(connection: Connection) -> list[Any]:
    """What is kept out of every import, the last first: number, shape, size, by whom and when."""
    columns = (Erased.id, Erased.shape, Erased.size, Erased.erased_by, Erased.erased_at)
    return list(connection.execute(select(*columns).order_by(Erased.id.desc()).limit(1_000)))


def lift(connection: Connection, number: int, *, by: str, why: str) -> None:
    """Let imports bring again what was erased under this number."""
    if not connection.execute(delete(Erased).where(Erased.id == number)).rowcount:
        raise NotFound(f"Nothing was erased under the number {number}.", hint="See: assetmap erase --list")
    record(connection, by, "lift", "erased", [number], why)


def _remember(connection: Connection, phrase: Phrase, secret: bytes, by: str) -> None:
    values = {
        "shape": phrase.shape,
        "size": phrase.size,
        "digest": keyed_digest(secret, phrase.content),
        "erased_by": by,
    }
    connection.execute(insert(Erased).values(values).on_conflict_do_nothing())


def _set(connection: Connection, name: str, value: str) -> None:
    connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})


class _Eraser:
    """Writes the rows of one table: all at once, and one by one where one of them can't be so."""

    def __init__(self, connection: Connection, table: Table, secret: bytes, outcome: Outcome) -> None:
        self._connection, self._table, self._outcome = connection, table, outcome
        self._secret = secret
        self._columns = {column.name: column for column in table.columns}

    def erase(self, hits: list[Hit]) -> None:
        several: dict[tuple[str, ...], list[Hit]] = defaultdict(list)
        for hit in hits:
            names = tuple(name for name in hit.values if self._changeable(name))
            for name in set(hit.values) - set(names):
                self._outcome.stuck[self._table.name, name] += 1
            if any((self._table.name, name) in _ROWS_THAT_GO for name in names):
                self._remove(hit)
            elif names:
                several[names].append(hit)
        for names, same in several.items():
            self._write(names, same)

    def _changeable(self, name: str) -> bool:
        return self._table.name != _AUDIT[0] or name == _AUDIT[1]

    def _remove(self, hit: Hit) -> None:
        statement = f"DELETE FROM {self._table.quoted} WHERE ctid = CAST(:place AS tid)"  # noqa: S608
        self._connection.execute(text(statement), {"place": hit.place})
        self._outcome.removed[self._table.name] += 1

    def _write(self, names: tuple[str, ...], hits: list[Hit]) -> None:
        rows = [self._row(hit, names, 0) for hit in hits]
        if not self._try(names, rows):
            for hit in hits:
                self._write_one(names, hit)
            return
        for name in names:
            self._outcome.rows[self._table.name, name] += len(hits)

    def _write_one(self, names: tuple[str, ...], hit: Hit) -> None:
        """Try each column by itself, in each way in which it could be without the phrase."""
        place = hit.place
        for name in names:
            for way in range(3):
                moved = self._try((name,), [self._row(hit, (name,), way) | {"place": place}])
                if moved:
                    place = moved
                    self._outcome.rows[self._table.name, name] += 1
                    break
            else:
                self._outcome.stuck[self._table.name, name] += 1

    def _try(self, names: tuple[str, ...], rows: list[dict[str, Any]]) -> str | None:
        """Write rows, and return where the last lies now; None where a constraint forbids it."""
        sets = ", ".join(f'"{name}" = {self._bound(name, place)}' for place, name in enumerate(names))
        statement = text(
            f"UPDATE {self._table.quoted} SET {sets} WHERE ctid = CAST(:place AS tid)"  # noqa: S608
            + (" RETURNING CAST(ctid AS text)" if len(rows) == 1 else "")
        )
        try:
            with self._connection.begin_nested():
                if len(rows) > 1:
                    self._connection.execute(statement, rows)
                    return "many"
                return self._connection.execute(statement, rows[0]).scalar() or "nowhere"
        except DBAPIError:
            return None

    def _bound(self, name: str, place: int) -> str:
        kind = self._columns[name].type
        return f"CAST(:value_{place} AS {kind[1:] + '[]' if kind[0] == '_' else kind})"

    def _row(self, hit: Hit, names: tuple[str, ...], way: int) -> dict[str, Any]:
        values = {
            f"value_{place}": self._replacement(self._columns[name], *hit.values[name], way)
            for place, name in enumerate(names)
        }
        return values | {"place": hit.place}

    def _replacement(self, column: Column, old: Any, new: Any, way: int) -> Any:
        """What stands there from now on; another way where the first was forbidden, such as a name twice."""
        if column.type in ("json", "jsonb"):
            return orjson.dumps(new).decode()
        if isinstance(new, list):
            return [one for one in new if one.strip() != ERASED]
        if way == 0:
            # Only marks are left, or half an address, which is worse than none.
            bare = not any(letter.isalnum() for letter in new.replace(ERASED, ""))
            if column.nullable and (bare or any(word in column.name for word in _FORMATTED)):
                return None
            # Keys that an import makes of words have no marks, and must be made the same from what is left.
            return new.replace(ERASED, "erased") if column.name == "key" and " | " in new else new
        tag = keyed_digest(self._secret, old).hex()[:12]
        return f"{new} {tag}" if way == 1 else f"erased-{tag}"
