"""What is asked of the makers, and the state of the data that an answer is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Self

import orjson
from sqlalchemy import Connection, text

import assetmap

_STATE = text(
    "SELECT string_agg(concat_ws(' ', name, number, extract(epoch FROM changed_at)), ';' ORDER BY name) "
    "FROM version"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be made, by name, of which parameters; the same question always reads the same."""

    kind: str
    args: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, kind: str, args: Sequence[tuple[str, str]]) -> Self:
        """Make a question of a query string that is in order already."""
        return cls(kind, tuple((name, value) for name, value in args))

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read a question as `as_json` wrote it."""
        return cls.of(told["kind"], told["args"])

    def as_json(self) -> dict[str, Any]:
        """Write the question for another process."""
        return {"kind": self.kind, "args": self.args}

    def values(self) -> dict[str, list[str]]:
        """Return the parameters as a query string has them, each with all its values."""
        found: dict[str, list[str]] = {}
        for name, value in self.args:
            found.setdefault(name, []).append(value)
        return found

    def tag(self, state: str) -> str:
        """Name the answer to this question in one state of the data, without telling the question."""
        whole = orjson.dumps([assetmap.__version__, self.kind, self.args, state])
        return blake2b(whole, digest_size=16).hexdigest()


def state_of(connection: Connection) -> str:
    """Return the state of everything that answers are made from."""
    return str(connection.execute(_STATE).scalar_one())
