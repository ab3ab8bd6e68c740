"""The values of a feed's fields, mended to the kind that the standard wants, or left out with a note."""

import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

from assetmap.feeds.standard import ENTITIES
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.prose import decode_again, is_marked, read_prose
from assetmap.ingest.normalise.contacts import read_email, read_url
from assetmap.ingest.normalise.dates import read_date
from assetmap.ingest.normalise.reading import changed, left_out
from assetmap.ingest.normalise.text import EMPTY, clean_cell, one_line

_TIME = re.compile(
    r"(?:\d{4}-\d{2}-\d{2}T)?(\d{1,2})(?:[:.]?(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap]\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?",
    re.I,
)
#: No id, code or name of a list is longer; an index cannot hold what is very much longer.
LONGEST_KEY = 200
#: The longest line and the longest text with paragraphs that are kept of what a feed says, in characters.
LONGEST_LINE, LONGEST_TEXT = 1_000, 200_000
# What nearly every text is: words with one space between them, and nothing to look into.
_PLAIN = re.compile(r"[A-Za-z0-9(£][A-Za-z0-9 .,:;!?()/@'’%+£-]*(?<! )")
_NUMBER = re.compile(r"£?\s*(-?\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:\+|years?|yrs?)?", re.I)

Mend = Callable[[Notes, str, Any], Any]


def mend_fields(entity: str, data: Mapping[str, Any], notes: Notes, path: str) -> dict[str, Any]:
    """The fields of a record that hold no records themselves, mended; empty ones left out."""
    found = {}
    for name, mend in _FIELDS[entity]:
        if name not in data:
            continue
        value = data[name]
        if value is None:
            notes.null(f"{path}{name}")
            continue
        value = mend(notes, f"{path}{name}", value)
        if value is not None:
            found[name] = value
    return found


def key_of_record(data: Mapping[str, Any]) -> str | None:
    """The id by which a feed knows a record, a number or a text."""
    held = data.get("id")
    if isinstance(held, bool) or not isinstance(held, str | int):
        return None
    return short_key(clean_cell(str(held))) or None


def short_key(text: str) -> str:
    """A key as it is, or the beginning of a very long one with a digest that tells it from any other."""
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[:100]}… {blake2b(text.encode(), digest_size=16).hexdigest()}"


def mend_text(notes: Notes, path: str, value: Any, longest: int = LONGEST_LINE) -> str | None:
    """Text on one line."""
    found = mend_prose(notes, path, value)
    line = one_line(found) if found else None
    return _cut(notes, path, line, longest) if line and len(line) > longest else line


def mend_prose(notes: Notes, path: str, value: Any) -> str | None:
    """Text with its paragraphs, without HTML."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        value = _cut(notes, path, value, LONGEST_TEXT)
    if isinstance(value, str) and _PLAIN.fullmatch(value) and "  " not in value and value not in EMPTY:
        return value
    if not isinstance(value, str):
        if isinstance(value, bool | list | dict):
            notes.add(path, value, left_out("This is no text."))
            return None
        value = str(value)
    text = decode_again(value)
    if text is not value:
        notes.add(path, value, changed("The letters were decoded wrongly.", "Decoded again."))
    if is_marked(text):
        notes.add(path, value, changed("The text holds HTML.", "Kept as plain text."))
    return read_prose(text) or None


def _cut(notes: Notes, path: str, text: str, longest: int) -> str:
    flaw = changed(f"The text has {len(text):,} characters.", f"The first {longest:,} were taken.")
    notes.add(path, text, flaw)
    return text[: longest - 1].rstrip() + "…"


def mend_date(notes: Notes, path: str, value: Any) -> str | None:
    """A day, as an ISO date."""
    if not isinstance(value, str):
        notes.add(path, value, left_out("This is no date, such as 2026-01-31."))
        return None
    day = notes.take(path, value, read_date(value))
    return day.isoformat() if day else None


def mend_time(notes: Notes, path: str, value: Any) -> str | None:
    """A time of day; midnight as a closing time is the last minute of the day."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower().replace(".", "")
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour == 24 and minute == 0:
            return "23:59"
        if hour < 24 and minute < 60 and (match[2] or half):
            return f"{hour:02}:{minute:02}"
    notes.add(path, value, left_out("This is no time, such as 09:30."))
    return None


def mend_number(notes: Notes, path: str, value: Any) -> float | int | None:
    """A number, also where it came as text."""
    if isinstance(value, str):
        if not clean_cell(value):
            return None
        match = _NUMBER.fullmatch(value.strip())
        value = float(match[1].replace(",", "")) if match else None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e9 or value != value:
        notes.add(path, value, left_out("This is no number."))
        return None
    return int(value) if value == int(value) else value


def _uri(notes: Notes, path: str, value: Any) -> str | None:
    text = mend_text(notes, path, value, LONGEST_TEXT)
    if text and len(text) > LONGEST_LINE:
        notes.add(path, value, left_out("No address of the web is as long as this."))
        return None
    return notes.take(path, value, read_url(text)) if text else None


def _email(notes: Notes, path: str, value: Any) -> str | None:
    text = mend_text(notes, path, value)
    return notes.take(path, value, read_email(text)) if text else None


_MENDS: dict[str, Mend] = {
    "text": mend_text,
    "prose": mend_prose,
    "uri": _uri,
    "email": _email,
    "date": mend_date,
    "number": mend_number,
}
_FIELDS: dict[str, list[tuple[str, Mend]]] = {
    name: [(field, _MENDS[held.kind]) for field, held in entity.fields.items() if held.kind in _MENDS]
    for name, entity in ENTITIES.items()
}
