"""What was wrong with one service of a feed, field by field, while it is being mended."""

from collections.abc import Sequence
from typing import Any

import orjson

from assetmap.ingest.normalise.reading import Flaw, Reading, Value_co, left_out
from assetmap.ingest.staged import Issue

_SHOWN = 500
#: Of one service no more is told than a person will read; the record itself is kept whole.
_MOST = 50


class Notes:
    """The issues of the service with this number."""

    __slots__ = ("_nulls", "issues", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self.issues: list[Issue] = []
        self._nulls: list[str] = []

    def add(self, path: str, value: Any, *flaws: Flaw) -> None:
        """Note what is wrong with the value of a field."""
        for flaw in flaws:
            if len(self.issues) < _MOST or flaw.outcome == "refused":
                self.issues.append(
                    Issue(self.number, path or None, _shown(value), flaw.problem, flaw.outcome, flaw.action)
                )

    def take(self, path: str, value: Any, reading: Reading[Value_co]) -> Value_co:
        """A reading's value, with its flaws noted."""
        if reading.flaws:
            self.add(path, value, *reading.flaws)
        return reading.value

    def null(self, path: str) -> None:
        """Note a null, of which feeds have so many that they are told together."""
        self._nulls.append(path)

    def done(self) -> Sequence[Issue]:
        """Every issue."""
        if self._nulls:
            names = ", ".join(dict.fromkeys(self._nulls))
            self.add("", names, left_out(f"{len(self._nulls)} fields hold null, which means nothing."))
            self._nulls = []
        return self.issues


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    return text.replace("\x00", "")[:_SHOWN] or None
