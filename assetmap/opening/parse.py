"""From the text in a spreadsheet's cell to openings, and to the pieces that could not be read."""

import re
from dataclasses import replace
from datetime import time
from functools import lru_cache

from assetmap.opening.clauses import Clause, ClauseReader, Unreadable
from assetmap.opening.days import Days
from assetmap.opening.tokens import clean, tokenise
from assetmap.opening.value import DAYS, Opening, Parsed

_PIECES = re.compile(r"[;\n|]+")
#: No opening hours are longer than this; what is would be looked through from each of its words.
_LONGEST = 1_000
_NOTHING = {"", "-", "--", "n/a", "na", "none", "no", "closed", "shut", "not open"}
_OPEN = {"yes", "y", "open", "✓", "✔"}


@lru_cache(maxsize=65_536)
def parse_opening(text: str) -> Parsed:
    """Read opening hours that name their days: `Mon-Fri 9-5`, `first Tuesday of the month 10am-12`.

    What cannot be read for certain is in `unread`, word for word; it is never guessed.
    """
    return _parse(text, None)


@lru_cache(maxsize=65_536)
def parse_day(day: str, text: str) -> Parsed:
    """Read one day's opening hours, as a column a day holds them: `09:00-13:00,14:00-18:00`."""
    if day not in DAYS:
        raise ValueError(f"{day!r} is not one of {', '.join(DAYS)}")
    if text.strip().lower() in _OPEN:
        return Parsed((Opening(byday=(day,)),))
    parsed = _parse(text, Days(byday=(day,)))
    if any(opening.byday != (day,) for opening in parsed.openings):
        return Parsed(unread=(text.strip(),))  # a column for Mondays that speaks of Fridays
    return parsed


def _parse(text: str, default: Days | None) -> Parsed:
    openings: list[Opening] = []
    unread: list[str] = []
    waiting: Days | None = None
    previous = default
    for piece in (part.strip(" .,") for part in _PIECES.split(clean(text))):
        if piece.lower() in _NOTHING:
            continue
        if len(piece) > _LONGEST:
            unread.append(piece)
            continue
        try:
            clauses = ClauseReader(piece, tokenise(piece)).read()
            _give_days(clauses, waiting or previous)
        except Unreadable:
            unread.append(piece)
            continue
        waiting = _days_alone(clauses)
        if waiting:
            previous = waiting
            continue
        found = [opening for clause in clauses for opening in _openings(clause)]
        openings.extend(found)
        previous = clauses[-1].days[-1]
    if waiting:
        openings.append(_opening(waiting, None, None, None))
    return Parsed(_distinct(openings), tuple(unread))


def _give_days(clauses: list[Clause], default: Days | None) -> None:
    """Let what has no days take them from before; refuse when nothing went before."""
    merged = _join_loose(clauses)
    clauses[:] = merged
    if not clauses:
        raise Unreadable
    for clause in clauses:
        if clause.days:
            continue
        if default is None or (not clause.timed):
            raise Unreadable
        clause.days.append(default)
    if any(clause.closed and clause.spans for clause in clauses):
        raise Unreadable


def _join_loose(clauses: list[Clause]) -> list[Clause]:
    """Put words that stand alone before the first days ("Term time only: Mon 9-5") with those days."""
    if len(clauses) > 1 and not clauses[0].days and not clauses[0].spans and not clauses[0].closed:
        clauses[1].notes[:0] = clauses[0].notes
        return clauses[1:]
    return clauses


def _days_alone(clauses: list[Clause]) -> Days | None:
    if len(clauses) == 1 and len(clauses[0].days) == 1 and not clauses[0].timed and not clauses[0].without:
        return clauses[0].days[0]
    return None


def _openings(clause: Clause) -> list[Opening]:
    if clause.closed:
        return []
    note = ", ".join(clause.notes) or None
    spans: list[tuple[time, time] | tuple[None, None]] = [*sorted(clause.spans)] or [(None, None)]
    found: list[Opening] = []
    for days in clause.days:
        kept = tuple(code for code in days.byday if code[-2:] not in clause.without)
        if kept or not days.byday:
            found.extend(_opening(replace(days, byday=kept), opens, closes, note) for opens, closes in spans)
    return found


def _opening(days: Days, opens: time | None, closes: time | None, note: str | None) -> Opening:
    return Opening(
        byday=days.byday,
        opens_at=opens,
        closes_at=closes,
        freq=days.freq,
        interval=days.interval,
        bymonthday=days.bymonthday,
        description=note,
    )


def _distinct(openings: list[Opening]) -> tuple[Opening, ...]:
    return tuple(dict.fromkeys(openings))
