"""Opening hours as rows of HSDS-UK's `schedule`."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from assetmap.ingest.normalise.reading import Reading, left_out, quoted
from assetmap.opening import Opening, Parsed, parse_day, parse_opening

Schedule = dict[str, Any]

# Words with one of these and no day or time, such as "by appointment", say all that they mean to say.
_ASK_FIRST = re.compile(
    r"appoint|arrang|\bask|book|\bcall|check|confirm|contact|demand|enquir|\bhours\b|negotia|online|phone"
    r"|refer|request|\bring\b|\bsee\b|session|term|\btba\b|\btbc\b|time|var(?:y|ies|iable)|website",
    re.I,
)
_TIME_OR_DAY = re.compile(r"\d|\b(?:mon|tue|wed|thu|fri|sat|sun)|\bdaily\b|week|month|noon|night", re.I)
_KEPT_AS_WORDS = "Kept as words, without days and times."


@lru_cache(maxsize=65_536)
def read_opening(text: str) -> Reading[tuple[Opening, ...]]:
    """Opening hours in one cell."""
    return _reading(parse_opening(text)) if text else Reading(())


@lru_cache(maxsize=65_536)
def read_day(day: str, text: str) -> Reading[tuple[Opening, ...]]:
    """Opening hours of one day, as a column a day holds them."""
    return _reading(parse_day(day, text)) if text else Reading(())


def _reading(parsed: Parsed) -> Reading[tuple[Opening, ...]]:
    flaws = tuple(
        left_out(f"{quoted(piece)} does not say for certain on which days and at what times.", _KEPT_AS_WORDS)
        for piece in parsed.unread
        if _TIME_OR_DAY.search(piece) or not _ASK_FIRST.search(piece)
    )
    words = tuple(Opening(description=piece) for piece in parsed.unread)
    return Reading(parsed.openings + words, flaws)


def merge_days(openings: list[Opening]) -> list[Opening]:
    """One rule for the days that share their times, where a column a day gave one for each."""
    days: dict[tuple[Opening, bool], list[str]] = {}
    for opening in openings:
        without_days = replace(opening, byday=())
        days.setdefault((without_days, bool(opening.byday)), []).extend(opening.byday)
    return [replace(opening, byday=tuple(dict.fromkeys(byday))) for (opening, _), byday in days.items()]


def schedule_of(opening: Opening) -> Schedule:
    """The columns of `schedule` that an opening fills."""
    row: Schedule = {"description": opening.description}
    if opening.byday or opening.bymonthday:
        row |= {"freq": opening.freq, "interval": opening.interval}
    if opening.byday:
        row["byday"] = ",".join(opening.byday)
    if opening.bymonthday:
        row["bymonthday"] = ",".join(map(str, opening.bymonthday))
    if opening.opens_at and opening.closes_at:
        row |= {"opens_at": f"{opening.opens_at:%H:%M}", "closes_at": f"{opening.closes_at:%H:%M}"}
    if opening.valid_from:
        row["valid_from"] = opening.valid_from.isoformat()
    if opening.valid_to:
        row["valid_to"] = opening.valid_to.isoformat()
    return row
