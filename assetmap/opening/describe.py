"""Openings said in plain English, as GOV.UK writes days and times."""

from collections.abc import Iterable
from datetime import date, time

from assetmap.opening.clock import say_time
from assetmap.opening.value import DAYS, LAST_MINUTE, Opening

_NAMES = dict(
    zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"}

# How a day is said ("Monday", or a whole phrase), in what order, and what else is said of it.
_Said = tuple[tuple[int, str], str]


def describe(openings: Iterable[Opening]) -> list[str]:
    """One line for each set of times: `Monday to Friday, 9am to 5pm`, `First Friday of the month`."""
    times: dict[_Said, list[str]] = {}
    for opening in openings:
        for day in _days(opening):
            said = times.setdefault((day, _aside(opening)), [])
            if opening.opens_at and opening.closes_at:
                said.append(_span(opening.opens_at, opening.closes_at))
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for (day, aside), spans in sorted(times.items()):
        groups.setdefault((" and ".join(spans), aside), []).append(day)
    return [_line(days, spans, aside) for (spans, aside), days in groups.items()]


def _line(days: list[tuple[int, str]], spans: str, aside: str) -> str:
    week = [place for place, _ in days if place < len(DAYS)]
    phrases = _share_endings([phrase for place, phrase in days if place >= len(DAYS)])
    said = _join([_week(week), *phrases] if week else phrases)
    line = ", ".join(part for part in (said, spans) if part)
    line = f"{line} ({aside})" if line and aside else line or aside
    return line[:1].upper() + line[1:]


def _days(opening: Opening) -> list[tuple[int, str]]:
    """The days of a rule: 0 to 6 for plain weekly ones, so that runs of them can be joined."""
    if opening.bymonthday:
        return [(100 + day, _month_day(day)) for day in opening.bymonthday]
    if not opening.byday:
        return [(99, "")]
    return [_day(code, opening) for code in opening.byday]


def _day(code: str, opening: Opening) -> tuple[int, str]:
    number, name = code[:-2], _NAMES[code[-2:]]
    place = DAYS.index(code[-2:])
    if opening.freq == "MONTHLY":
        month = "the month" if opening.interval == 1 else f"every {_every(opening.interval)} month"
        which = _ORDINALS.get(int(number), number) if number else "every"
        return 50 + place + 7 * (int(number or 0) % 7), f"{which} {name} of {month}"
    if opening.interval > 1:
        return 10 + place, f"every {_every(opening.interval)} {name}"
    return place, name


def _share_endings(phrases: list[str]) -> list[str]:
    """`first Tuesday of the month`, `third Tuesday of the month`: `first and third Tuesday of the month`."""
    starts: dict[str, list[str]] = {}
    for phrase in phrases:
        start, _, ending = phrase.partition(" ")
        starts.setdefault(ending, []).append(start)
    return [" ".join(filter(None, (_join(words), ending))) for ending, words in starts.items()]


def _every(interval: int) -> str:
    return {2: "other"}.get(interval) or _ORDINALS.get(interval) or f"{interval}th"


def _month_day(day: int) -> str:
    suffix = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix} of the month"


def _week(places: list[int]) -> str:
    """`Monday to Friday`, `Monday, Wednesday and Friday`, `every day`."""
    if len(places) == len(DAYS):
        return "every day"
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    said: list[str] = []
    for run in runs:
        names = [_NAMES[DAYS[place]] for place in run]
        said.extend([f"{names[0]} to {names[-1]}"] if len(run) > 2 else names)
    return _join(said)


def _join(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _aside(opening: Opening) -> str:
    dates = []
    if opening.valid_from:
        dates.append(f"from {_date(opening.valid_from)}")
    if opening.valid_to:
        dates.append(f"until {_date(opening.valid_to)}")
    return ", ".join(part for part in (opening.description, " ".join(dates)) if part)


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _span(opens: time, closes: time) -> str:
    if opens == time(0) and closes == LAST_MINUTE:
        return "24 hours"
    return f"{say_time(opens)} to {say_time(closes)}"
