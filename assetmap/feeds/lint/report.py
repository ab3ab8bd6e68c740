"""What the check found, counted in full and kept in part, as text or as JSON."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from assetmap.feeds.lint.finding import Finding, Level
from assetmap.feeds.standard import VERSION

#: As many findings of one kind are kept; the rest are only counted.
MOST_KEPT = 1_000

_PLACES = re.compile(r"\[\d+\]")
_DETAIL = re.compile(r":.*|“.*?”|\(.*?\)|\d[\d,]*")
_Sort = tuple[Level, str, str, str]


@dataclass(slots=True)
class Report:
    """Findings by what they are about, with how many records and pages were read."""

    feed: str
    dialect: str = ""
    records: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    _counts: Counter[_Sort] = field(default_factory=Counter)
    _kept: dict[_Sort, list[Finding]] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it while there are not many of its sort."""
        sort = _sort(finding)
        self._counts[sort] += 1
        kept = self._kept.setdefault(sort, [])
        if len(kept) < MOST_KEPT:
            kept.append(finding)

    def count(self, level: Level) -> int:
        """How many findings there are of a level."""
        return sum(times for sort, times in self._counts.items() if sort[0] is level)

    @property
    def passes(self) -> bool:
        """Whether nothing fails the standard."""
        return self.count(Level.FAILS) == 0

    def findings(self, level: Level | None = None) -> Iterator[Finding]:
        """Every finding that was kept, the worst first."""
        for _sort, _times, kept in self._groups(level):
            yield from kept

    def as_lines(self, shown: int) -> Iterator[str]:
        """The report for people, with this many examples of each sort of finding."""
        yield f"{self.feed}: {self.dialect}, {_counted(self.records)}"
        for level in Level:
            yield ""
            yield f"{level.title}: {self.count(level):,}"
            for (_, kind, name, _), times, kept in self._groups(level):
                about = ".".join(filter(None, (kind, name))) or "feed"
                yield f"  {about} {kept[0].problem}" + (f"  ({times:,} times)" if times > 1 else "")
                yield from (f"      {_example(one)}" for one in kept[:shown])
                if times > shown > 0:
                    yield f"      … and {times - shown:,} more"

    def as_json(self) -> dict[str, Any]:
        """The report for other programs."""
        return {
            "feed": self.feed,
            "standard": VERSION,
            "dialect": self.dialect,
            "passes": self.passes,
            "pages": self.pages,
            "records": dict(self.records),
            "counts": {level.name.lower(): self.count(level) for level in Level},
            "findings": [asdict(one) | {"level": one.level.name.lower()} for one in self.findings()],
        }

    def _groups(self, level: Level | None) -> Iterator[tuple[_Sort, int, list[Finding]]]:
        for sort, times in sorted(self._counts.items(), key=lambda one: (one[0][0], -one[1], one[0])):
            if level is None or sort[0] is level:
                yield sort, times, self._kept[sort]


def _sort(finding: Finding) -> _Sort:
    """What makes two findings the same sort: all but the numbers and the names in them."""
    return (
        finding.level,
        finding.kind,
        _PLACES.sub("", finding.field),
        _DETAIL.sub("", finding.problem),
    )


def _counted(records: Counter[str]) -> str:
    if not records:
        return "no records"
    return ", ".join(f"{times:,} {kind.replace('_', ' ')}" for kind, times in sorted(records.items()))


def _example(finding: Finding) -> str:
    parts = [finding.place, finding.id, f"“{finding.value}”" if finding.value else ""]
    return " · ".join(part for part in parts if part) or finding.problem
