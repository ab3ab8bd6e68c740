"""What a cell was read as, with what was wrong with it."""

from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

Outcome = Literal["refused", "unlocated", "changed", "left_out"]
Value_co = TypeVar("Value_co", covariant=True)


class Flaw(NamedTuple):
    """One thing wrong with a cell, what became of it, and what was done, for a person to read."""

    problem: str
    outcome: Outcome
    action: str


@dataclass(frozen=True, slots=True)
class Reading(Generic[Value_co]):
    """A value, or nothing, and the flaws met on the way to it."""

    value: Value_co
    flaws: tuple[Flaw, ...] = ()


_QUOTED_AT_MOST = 100


def quoted(text: str) -> str:
    """What came, in quotation marks, as far as a sentence can hold it."""
    return f"“{text}”" if len(text) <= _QUOTED_AT_MOST else f"“{text[:_QUOTED_AT_MOST]}…”"


def left_out(problem: str, action: str = "Left out.") -> Flaw:
    """A value that could not be kept; the row goes on without it."""
    return Flaw(problem, "left_out", action)


def changed(problem: str, action: str) -> Flaw:
    """A value that was repaired."""
    return Flaw(problem, "changed", action)
