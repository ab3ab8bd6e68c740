"""One stretch of opening, as Open Referral's schedule holds it."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

DAYS: tuple[str, ...] = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

NOON = time(12)
EVENING = time(17)
# A closing time of midnight is kept as the last minute of the day, so that closing stays after opening.
LAST_MINUTE = time(23, 59)

_PART_WORDS = {"morning": "am", "afternoon": "pm", "evening": "eve"}
_STARTS = re.compile(r"\bfrom (\d{1,2})(?::\d\d)?(am|pm)\b|\bfrom (midday)\b")


@dataclass(frozen=True, slots=True)
class Opening:
    """The days and the times (both or neither) at which something is open."""

    byday: tuple[str, ...] = ()
    opens_at: time | None = None
    closes_at: time | None = None
    freq: Literal["WEEKLY", "MONTHLY"] = "WEEKLY"
    interval: int = 1
    bymonthday: tuple[int, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    description: str | None = None

    def __post_init__(self) -> None:
        if (self.opens_at is None) != (self.closes_at is None):
            raise ValueError(f"opens_at {self.opens_at} and closes_at {self.closes_at}: both or neither")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read of a text about opening, and the pieces of it that could not."""

    openings: tuple[Opening, ...] = ()
    unread: tuple[str, ...] = ()


def parts(opening: Opening) -> frozenset[str]:
    """Parts of days that an opening touches, `tu-am`, `tu-pm` or `tu-eve`; `tu` when no time is known."""
    days = {code[-2:].lower() for code in opening.byday}
    found = _timed_parts(opening) if opening.opens_at else _worded_parts(opening.description or "")
    if not found:
        return frozenset(days)
    return frozenset(f"{day}-{part}" for day in days for part in found)


def _timed_parts(opening: Opening) -> set[str]:
    opens, closes = opening.opens_at, opening.closes_at
    if opens is None or closes is None:
        return set()
    overnight = closes <= opens
    found = set()
    if opens < NOON:
        found.add("am")
    if opens < EVENING and (overnight or closes > NOON):
        found.add("pm")
    if overnight or closes > EVENING:
        found.add("eve")
    return found


def _worded_parts(description: str) -> set[str]:
    words = description.lower()
    found = {part for word, part in _PART_WORDS.items() if word in words}
    for hour, half, _midday in _STARTS.findall(words):
        starts = int(hour or 12) % 12 + (0 if half == "am" else 12)
        found.add("am" if starts < NOON.hour else "pm" if starts < EVENING.hour else "eve")
    return found
