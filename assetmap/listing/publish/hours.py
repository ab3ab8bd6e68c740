"""Timetables, said in plain English and as lexemes of days and parts of days."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any, NamedTuple

from assetmap.listing.facets import lexeme
from assetmap.opening import Opening, describe, parts


class Said(NamedTuple):
    """What a results row and a filter need of one timetable."""

    timetable: str
    hours: list[str]
    lexemes: list[str]


def say(timetable: str) -> Said:
    """Put a timetable, which is a JSON list of schedules, into words and lexemes."""
    openings = [read_schedule(schedule) for schedule in json.loads(timetable)]
    return Said(timetable, describe(openings), when(openings))


def when(openings: Iterable[Opening]) -> list[str]:
    """Lexemes of the days, the parts of days and both together: `=when/tu`, `=when/am`, `=when/tu-am`."""
    codes = set()
    for opening in openings:
        for part in parts(opening):
            codes |= {part, *part.split("-")}
    return sorted(lexeme("when", code) for code in codes)


def read_schedule(schedule: dict[str, Any]) -> Opening:
    """Turn an HSDS schedule, as JSON has it, into an Opening."""
    byday = _codes(schedule.get("byday"))
    monthly = schedule.get("freq") == "MONTHLY" or any(len(code) > 2 for code in byday)
    return Opening(
        byday=byday,
        opens_at=_time(schedule.get("opens_at")),
        closes_at=_time(schedule.get("closes_at")),
        freq="MONTHLY" if monthly else "WEEKLY",
        interval=schedule.get("interval") or 1,
        bymonthday=tuple(int(day) for day in re.findall(r"\d+", schedule.get("bymonthday") or "")),
        valid_from=_date(schedule.get("valid_from")),
        valid_to=_date(schedule.get("valid_to")),
        description=schedule.get("description"),
    )


def _codes(byday: str | None) -> tuple[str, ...]:
    codes: Sequence[str] = byday.split(",") if byday else ()
    return tuple(codes)


def _time(text: str | None) -> time | None:
    # PostgreSQL writes the end of the day as 24:00, which Python has no time for.
    if text and text.startswith("24"):
        return time(23, 59)
    return time.fromisoformat(text) if text else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
