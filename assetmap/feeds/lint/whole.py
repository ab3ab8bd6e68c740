"""What only the whole feed shows: ids that stand for two things, and ids that lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as made
from typing import Any

from assetmap.feeds.lint.finding import Finding, Level, fails, shown, surprises
from assetmap.feeds.record import Record
from assetmap.feeds.standard import REFERENCES

_Key = tuple[str, str]

# Records of one id that are called the same are one thing, told in a list and again in full.
_CALLED = ("name", "number", "identifier", "term", "address_1", "byday", "service_area", "option", "amount")


@dataclass(slots=True)
class Whole:
    """The ids of a feed and what they were seen to be, for as long as the feed is read."""

    _seen: dict[_Key, tuple[int, str]] = made(default_factory=dict)
    _listed: set[_Key] = made(default_factory=set)
    _wanted: dict[_Key, Finding] = made(default_factory=dict)
    _times: dict[_Key, int] = made(default_factory=dict)

    def see(self, kind: str, data: dict[str, Any], record: Record, path: str) -> Iterator[Finding]:
        """Remember a record, at a path inside the one that came, and what it points at.

        Says if its id was another's.
        """
        held = data.get("id")
        if isinstance(held, str | int):
            yield from self._identity((kind, str(held)), data, record, listed=not path)
        for name, target in REFERENCES.items():
            pointed = data.get(name)
            if isinstance(pointed, str | int) and pointed != "":
                self._want((target, str(pointed)), f"{path}{name}", record)

    def ends(self) -> Iterator[Finding]:
        """Say which ids lead nowhere, once the whole feed has been seen."""
        for key, finding in self._wanted.items():
            if key not in self._seen:
                times = self._times[key]
                more = f" ({times:,} records point there)" if times > 1 else ""
                yield replace(finding, problem=f"{finding.problem}{more}")

    def _identity(
        self, key: _Key, data: dict[str, Any], record: Record, *, listed: bool
    ) -> Iterator[Finding]:
        called = hash(tuple(str(data.get(name)) for name in _CALLED))
        known = key in self._seen
        before, place = self._seen.setdefault(key, (called, record.place))
        if listed and record.shape != "whole":
            if key in self._listed:
                yield fails(f"is the id of another {key[0]} too: {place}.", "id", key[1])
                return
            self._listed.add(key)
        if known and before != called:
            yield surprises(f"is the id of another {key[0]} too: {place}.", "id", key[1])

    def _want(self, key: _Key, field: str, record: Record) -> None:
        level = Level.FAILS if record.shape == "row" else Level.SURPRISES
        problem = f"leads nowhere: the feed has no such {key[0]}."
        self._wanted.setdefault(
            key, Finding(level, problem, field, shown(key[1]), record.kind, record.id, record.place)
        )
        self._times[key] = self._times.get(key, 0) + 1
