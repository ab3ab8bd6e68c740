"""What the check has to say: findings, each of a level, with the record and field that it is about."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

_LONGEST = 80


class Level(IntEnum):
    """How bad a finding is."""

    FAILS = 1
    SURPRISES = 2
    COULD_BE_BETTER = 3

    @property
    def title(self) -> str:
        """The level in words."""
        return _TITLES[self]


_TITLES = {
    Level.FAILS: "Fails the standard",
    Level.SURPRISES: "Will surprise a reader",
    Level.COULD_BE_BETTER: "Could be better",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one field of one record; `value` is what stands there, shortened."""

    level: Level
    problem: str
    field: str = ""
    value: str = ""
    kind: str = ""
    id: str = ""
    place: str = ""


def fails(problem: str, field: str = "", value: Any = None) -> Finding:
    """Say that a field fails the standard."""
    return Finding(Level.FAILS, problem, field, shown(value))


def surprises(problem: str, field: str = "", value: Any = None) -> Finding:
    """Say that a field keeps to the standard and yet misleads whoever reads it."""
    return Finding(Level.SURPRISES, problem, field, shown(value))


def could_be_better(problem: str, field: str = "", value: Any = None) -> Finding:
    """Say that a field is right and could serve people better."""
    return Finding(Level.COULD_BE_BETTER, problem, field, shown(value))


def shown(value: Any) -> str:
    """A value as a message repeats it: on one line and not too long."""
    if value is None:
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
