"""A row while it is being read: what it says, what will be staged of it, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from assetmap.ingest.normalise.reading import Flaw, Reading, changed
from assetmap.ingest.normalise.text import LONGEST_CELL
from assetmap.ingest.staged import Issue

Value = TypeVar("Value")

_SHOWN = 500


class Draft:
    """One row in the making."""

    __slots__ = ("headers", "issues", "number", "said", "staged")

    def __init__(self, number: int, said: dict[str, str], headers: Mapping[str, str]) -> None:
        self.number = number
        self.said = said
        self.headers = headers
        self.staged: dict[str, Any] = {}
        self.issues: list[Issue] = []
        for field, text in said.items():
            if len(text) > LONGEST_CELL:
                self._cut(field, text)

    def _cut(self, field: str, text: str) -> None:
        """What no cell of a spreadsheet can hold is read up to there; the row as it came is kept whole."""
        problem = f"This is {len(text):,} characters long, and at most {LONGEST_CELL:,} are read."
        self.note(field, text, [changed(problem, f"The first {LONGEST_CELL:,} were taken.")])
        self.said[field] = text[:LONGEST_CELL]

    def text(self, field: str) -> str:
        """What the row says of a field."""
        return self.said.get(field, "")

    def take(self, field: str, reading: Reading[Value]) -> Value:
        """A reading's value, with its flaws noted against the field's column."""
        if reading.flaws:
            self.note(field, self.text(field), reading.flaws)
        return reading.value

    def note(self, field: str | None, value: str, flaws: Sequence[Flaw]) -> None:
        """Note what is wrong with a value."""
        header = self.headers.get(field) if field else None
        for flaw in flaws:
            self.issues.append(
                Issue(self.number, header, value[:_SHOWN] or None, flaw.problem, flaw.outcome, flaw.action)
            )
