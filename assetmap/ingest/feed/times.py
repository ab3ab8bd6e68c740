"""Schedules of a feed as rows that keep iCalendar's rules, also where they came as text."""

import re
from collections.abc import Mapping
from typing import Any

from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.values import mend_fields, mend_prose, mend_time
from assetmap.ingest.normalise.hours import Schedule, read_opening, schedule_of
from assetmap.ingest.normalise.reading import changed, left_out
from assetmap.opening import Opening, parse_opening

#: No service has more rules than this.
MOST = 200

_FREQUENCIES = {"WEEKLY": "WEEKLY", "MONTHLY": "MONTHLY", "DAILY": "WEEKLY"}
_EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"
_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_NAMED = re.compile(r"\b(mo|tu|we|th|fr|sa|su)[a-z]{0,9}\b", re.I)
# As people write and misspell them; each may end in "day" and in "s".
_STEMS = """
    mo mon mond tu tue tues th thu thur thurs we wed wede wedes weds wedn wedne wednes wende wendes
    fr fri sa sat satu satur su sun
""".split()
_NAMES = frozenset(stem + day + many for stem in _STEMS for day in ("", "day") for many in ("", "s"))
#: No list of days is longer, however it is written.
_LONGEST_DAYS = 200
_MONTH_DAY = re.compile(r"-?(?:[1-9]|[12]\d|3[01])")
_KEPT = ("valid_from", "valid_to", "dtstart", "description", "schedule_link", "attending_type", "notes")


def read_schedules(value: Any, notes: Notes, path: str) -> list[Schedule]:
    """Every rule of a list of schedules; one that came as text is read as people write opening hours."""
    if value is None:
        notes.null(path)
        return []
    if isinstance(value, str):
        return [schedule_of(opening) for opening in _of_text(value, notes, path)]
    if not isinstance(value, list):
        notes.add(path, value, left_out("These are no schedules."))
        return []
    found: list[Schedule] = []
    for place, one in enumerate(value[:MOST]):
        where = f"{path}[{place}]"
        if isinstance(one, str):
            found += [schedule_of(opening) for opening in _of_text(one, notes, where)]
        elif isinstance(one, dict):
            found += _rule(one, notes, f"{where}.")
        else:
            notes.add(where, one, left_out("This is no schedule."))
    return _distinct(found)


def _rule(data: Mapping[str, Any], notes: Notes, path: str) -> list[Schedule]:
    mended = mend_fields("schedule", data, notes, path)
    row: Schedule = {name: mended[name] for name in _KEPT if name in mended}
    _fill_validity(row, data, notes, path)
    _fill_recurrence(row, data, notes, path)
    _fill_times(row, data, notes, path)
    says = row.get("byday") or row.get("bymonthday") or row.get("opens_at") or row.get("dtstart")
    if says or not row.get("description"):
        return [row] if says or row.keys() - {"valid_from", "valid_to"} else []
    read = parse_opening(row["description"])
    if not read.openings or read.unread:
        return [row]
    told = [name for name in ("valid_from", "valid_to", "schedule_link", "notes") if name in row]
    return [schedule_of(opening) | {name: row[name] for name in told} for opening in read.openings]


def _fill_validity(row: Schedule, data: Mapping[str, Any], notes: Notes, path: str) -> None:
    if "valid_from" in row and "valid_to" in row and row["valid_from"] > row["valid_to"]:
        notes.add(f"{path}valid_to", data["valid_to"], left_out("The rule would end before it begins."))
        del row["valid_to"]


def _fill_recurrence(row: Schedule, data: Mapping[str, Any], notes: Notes, path: str) -> None:
    said = str(data.get("freq") or "").strip().upper()
    days = _days(data.get("byday"), notes, f"{path}byday")
    if said == "DAILY" and not days:
        days = _EVERY_DAY
    month_days = _month_days(data.get("bymonthday"), notes, f"{path}bymonthday")
    counted = bool(days and re.search(r"\d", days))
    freq = _FREQUENCIES.get(said)
    if said and freq is None:
        notes.add(f"{path}freq", data["freq"], left_out("This is neither WEEKLY nor MONTHLY."))
    if counted and freq == "WEEKLY":
        notes.add(
            f"{path}byday", data["byday"], changed("Only a monthly rule counts weeks.", "Read as monthly.")
        )
    if month_days and freq == "WEEKLY":
        flaw = left_out("A weekly rule has no days of the month.")
        notes.add(f"{path}bymonthday", data["bymonthday"], flaw)
        month_days = None
    if days or month_days or freq:
        row["freq"] = "MONTHLY" if counted or (month_days and freq is None) else freq or "WEEKLY"
        row["interval"] = _interval(data.get("interval"), notes, f"{path}interval")
    row |= {"byday": days} if days else {}
    row |= {"bymonthday": month_days} if month_days else {}


def _days(value: Any, notes: Notes, path: str) -> str | None:
    """Days as `MO,TU` or `1TU`, also from a list or from names."""
    text = ",".join(str(one) for one in value) if isinstance(value, list) else value
    if text is None or text == "":
        return None
    pieces = [piece.strip() for piece in str(text).upper().split(",") if piece.strip()]
    if pieces and all(_DAY.fullmatch(piece) for piece in pieces):
        return ",".join(dict.fromkeys(piece.removeprefix("+") for piece in pieces))
    said = str(text)[:_LONGEST_DAYS]
    read = parse_opening(said)
    found = [day for opening in read.openings for day in opening.byday]
    if not found or read.unread:
        found = [match[1].upper() for match in _NAMED.finditer(said) if match[0].lower() in _NAMES]
    if not found:
        notes.add(path, value, left_out("This is no day, such as MO or 1TU."))
        return None
    notes.add(path, value, changed("The days are not written as MO or 1TU.", f"Read as {','.join(found)}."))
    return ",".join(dict.fromkeys(found))


def _month_days(value: Any, notes: Notes, path: str) -> str | None:
    text = ",".join(str(one) for one in value) if isinstance(value, list) else value
    if text is None or text == "":
        return None
    pieces = [piece.strip() for piece in str(text).split(",") if piece.strip()]
    if pieces and all(_MONTH_DAY.fullmatch(piece) for piece in pieces):
        return ",".join(dict.fromkeys(pieces))
    notes.add(path, value, left_out("These are no days of a month."))
    return None


def _interval(value: Any, notes: Notes, path: str) -> int:
    if value is None or value == "":
        return 1
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = 0
    if 1 <= number <= 100 and not isinstance(value, bool):
        return number
    notes.add(path, value, left_out("This is no whole number from 1 up.", "Taken to be 1."))
    return 1


def _fill_times(row: Schedule, data: Mapping[str, Any], notes: Notes, path: str) -> None:
    times = {}
    for name in ("opens_at", "closes_at"):
        if data.get(name) is None:
            if name in data:
                notes.null(f"{path}{name}")
            continue
        mended = mend_time(notes, f"{path}{name}", data[name])
        if mended:
            times[name] = mended
    if len(times) == 2:
        row |= times
    elif times:
        said = "from" if "opens_at" in times else "until"
        words = f"{said} {next(iter(times.values()))}"
        row["description"] = ", ".join(filter(None, (row.get("description"), words)))
        missing = "closes_at" if said == "from" else "opens_at"
        notes.add(f"{path}{missing}", None, changed("One of the times is missing.", f"Kept as “{words}”."))


def _of_text(value: str, notes: Notes, path: str) -> list[Opening]:
    text = mend_prose(notes, path, value)
    if not text:
        return []
    return list(notes.take(path, value, read_opening(text)))


def _distinct(rows: list[Schedule]) -> list[Schedule]:
    return list({repr(sorted(row.items())): row for row in rows}.values())
