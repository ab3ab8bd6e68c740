"""Two snapshots compared: what is missing, what is new, and which fields of what is in both differ."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from .canonical import dump

#: What tells a row from others where it has no id of its own.
_KEYS = (
    "source_id", "key", "service_id", "kind", "value", "first_id", "second_id", "word", "name", "run",
    "import_id", "row_number", "resource_id", "field_name", "column_name",
)  # fmt: skip
_SHOWN = 160
_NOT_THERE = "not there"

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; `field` is the path to it within a row that is in both."""

    file: str
    kind: str
    field: str
    row: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Meant:
    """Differences that are meant; each pattern is one of the shell, and matches all where it is not given."""

    why: str
    file: str = "*"
    kind: str = "*"
    field: str = "*"
    row: str = "*"

    def covers(self, one: Difference) -> bool:
        """Whether a difference is one of these."""
        patterns = (self.file, self.kind, self.field, self.row)
        return all(map(fnmatchcase, (one.file, one.kind, one.field, one.row), patterns))


def read_meant(path: Path) -> list[Meant]:
    """The differences that are meant, each with the reason."""
    return [Meant(**each) for each in tomllib.loads(path.read_text()).get("meant", [])]


def compare(before: Path, after: Path) -> Iterator[Difference]:
    """Every difference between two snapshots."""
    for name in sorted(_files(before) | _files(after)):
        yield from compare_lines(name, _read(before / name), _read(after / name))


def compare_lines(file: str, before: Iterable[Line], after: Iterable[Line]) -> Iterator[Difference]:
    """Every difference between two files of a snapshot; rows of one name are taken in order."""
    old, new = _by_name(before), _by_name(after)
    for row in sorted(old.keys() | new.keys()):
        gone, come = _without_equal(old.get(row, []), new.get(row, []))
        for was, now in zip(gone, come, strict=False):
            for field, one, other in _fields("", was, now):
                yield Difference(file, "changed", field, row, one, other)
        for was in gone[len(come) :]:
            yield Difference(file, "gone", "", row, dump(was), "")
        for now in come[len(gone) :]:
            yield Difference(file, "new", "", row, "", dump(now))


def describe(differences: Iterable[Difference], meant: Iterable[Meant]) -> tuple[list[str], int]:
    """The differences in groups of a file, a kind and a field, and how many of them nobody meant."""
    groups: dict[tuple[str, str, str, str], list[Difference]] = defaultdict(list)
    reasons = list(meant)
    for one in differences:
        why = next((each.why for each in reasons if each.covers(one)), "")
        groups[one.file, one.kind, one.field, why].append(one)
    lines = []
    for (file, kind, field, why), each in sorted(groups.items()):
        where, reason = field and f" in {field}", why and f" (meant: {why})"
        lines.append(f"{file}: {len(each):,} {kind}{where}{reason}")
        if not why:
            lines += [f"    {name}: {_cut(value)}" for name, value in _example(each[0]) if value]
    return lines, sum(len(each) for (*_, why), each in groups.items() if not why)


def _example(one: Difference) -> tuple[tuple[str, str], ...]:
    return ("such as", one.row), ("before", one.before), ("after", one.after)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.ndjson")}


def _read(path: Path) -> list[Line]:
    if not path.exists():
        return []
    with path.open() as file:
        return [json.loads(line) for line in file]


def _by_name(lines: Iterable[Line]) -> dict[str, list[Line]]:
    rows: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        name = line.get("is") or " | ".join(str(line[key]) for key in _KEYS if line.get(key) is not None)
        rows[f"{line.get('of', '')}: {name}"].append(line)
    return rows


def _without_equal(old: list[Line], new: list[Line]) -> tuple[list[Line], list[Line]]:
    texts = list(map(dump, new))
    gone = []
    for line in old:
        text = dump(line)
        if text in texts:
            texts.remove(text)
        else:
            gone.append(line)
    return gone, [json.loads(text) for text in texts]


def _fields(path: str, was: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    """The parts of two values that differ, as far down as both are objects or lists of one length."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in sorted(was.keys() | now.keys()):
            below = f"{path}.{key}" if path else key
            yield from _fields(below, was.get(key, _NOT_THERE), now.get(key, _NOT_THERE))
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for one, other in zip(was, now, strict=True):
            yield from _fields(f"{path}[]", one, other)
    elif was != now:
        yield path, _text(was), _text(now)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dump(value)
