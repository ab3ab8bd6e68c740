"""A few answers kept in this process for as long as what they were made from stays the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, text

Value = TypeVar("Value")

# The transaction that last wrote a counter tells apart two histories of a database that have counted equally
# far. What the current transaction has itself written must not be kept at all: it may roll back.
_VERSIONS = text(
    "SELECT name, number, xmin::text AS written_by, pg_current_xact_id_if_assigned() IS NULL AS settled"
    " FROM version ORDER BY name"
)


class Version(NamedTuple):
    """What an answer was made from; None when it must not be kept."""

    geography: tuple[str, int, str] | None
    listing: tuple[str, int, str] | None


def current_version(connection: Connection) -> Version:
    """Say what the database holds now, as keys for `Kept`."""
    where = connection.engine.url.render_as_string(hide_password=True)
    found = {
        row.name: (where, row.number, row.written_by) for row in connection.execute(_VERSIONS) if row.settled
    }
    return Version(found.get("geography"), found.get("listing"))


class Kept(Generic[Value]):
    """The answers used last, by what they were made from; safe among threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable | None, make: Callable[[], Value]) -> Value:
        """The answer for this key, made now if it is not kept; without a key it is always made."""
        if key is None:
            return make()
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        # Made outside the lock: two threads may make the same, and neither waits for another's question.
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value
