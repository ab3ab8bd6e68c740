"""Times as people write them: `9`, `9.30am`, `0930`, `noon`; and what `9-5` or `2-4pm` must mean."""

import re
from dataclasses import dataclass
from datetime import time

from assetmap.opening.value import LAST_MINUTE, NOON

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?\s*(a|p)?\.?m?\.?\s*(?:hrs?|hours?)?")
_FOUR_DIGITS = re.compile(r"(\d{2})(\d{2})(?:\s*(?:hrs?|hours?))?")
_NOON = re.compile(r"(?:12\s*)?(?:noon|midday|mid-day)")
_MIDNIGHT = re.compile(r"(?:12\s*)?midnight")

_HALF_DAY = 12 * 60
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as written; `minutes` after midnight, and whether it could be twelve hours later."""

    minutes: int
    sure: bool
    half: str | None = None  # 'a' or 'p' when it was written


def read_clock(text: str) -> Clock | None:
    """The time in one word, or None when no clock shows it (25:00, 13pm)."""
    if _NOON.fullmatch(text):
        return Clock(_HALF_DAY, sure=True)
    if _MIDNIGHT.fullmatch(text):
        return Clock(_DAY, sure=True, half="p")
    if match := _FOUR_DIGITS.fullmatch(text):
        return Clock(int(match[1]) * 60 + int(match[2]), sure=True)
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if minute > 59 or hour > 24 or (half and not 1 <= hour <= 12) or (hour == 24 and minute):
        return None
    if half:
        return Clock((hour % 12 + (12 if half == "p" else 0)) * 60 + minute, sure=True, half=half)
    padded = match[1].startswith("0") and len(match[1]) == 2
    return Clock(hour * 60 + minute, sure=padded or hour > 12 or hour == 0)


def span(first: Clock, last: Clock) -> tuple[time, time] | None:
    """Opening and closing time of two clocks, or None when they may be read in two ways.

    A bare hour takes the other's am or pm when that puts them in order; otherwise one to six is in the
    afternoon, and what closes comes after what opens. `7-9` may be a breakfast club or a choir: None.
    """
    if first.sure and last.sure:
        opens, closes = first.minutes, last.minutes
    elif first.sure:
        opens, closes = first.minutes, _after(last.minutes, first.minutes)
    elif last.sure:
        opens, closes = _before(first.minutes, last), last.minutes
    else:
        if 7 * 60 <= first.minutes < 8 * 60 and first.minutes < last.minutes < _HALF_DAY:
            return None
        opens = first.minutes + (_HALF_DAY if first.minutes < 7 * 60 else 0)
        closes = _after(last.minutes, opens)
    if opens == closes:
        return None
    return to_time(opens), LAST_MINUTE if closes in (0, _DAY) else to_time(closes)


def to_time(minutes: int) -> time:
    """The time so many minutes after midnight."""
    return time(minutes // 60 % 24, minutes % 60)


def say_time(clock: time) -> str:
    """A time as GOV.UK writes it: `9am`, `7:30pm`, `midday`, `midnight`."""
    if clock == NOON:
        return "midday"
    if clock in (time(0), LAST_MINUTE):
        return "midnight"
    minutes = f":{clock.minute:02d}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def _after(minutes: int, opens: int) -> int:
    later = minutes + _HALF_DAY
    return later if minutes <= opens < later <= _DAY else minutes


def _before(minutes: int, last: Clock) -> int:
    if last.half is None and last.minutes > _HALF_DAY:
        return minutes  # 9-17:00: a twenty-four hour clock
    later = minutes + _HALF_DAY if minutes < _HALF_DAY else minutes
    if last.half == "p" and later < last.minutes:
        return later
    if last.half == "p" or minutes < last.minutes:
        return minutes % _DAY
    return later
