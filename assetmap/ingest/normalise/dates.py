"""Dates, day before month as the British write them."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from assetmap.ingest.normalise.reading import Reading, left_out

_FORMATS = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d.%m.%y", "%d-%m-%y", "%d %B %Y", "%d %b %Y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%B %d %Y", "%B %Y", "%b %Y", "%b-%y", "%m/%Y", "%Y%m%d", "%Y/%m/%d",
)  # fmt: skip
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_SERIAL = re.compile(r"[34]\d{4}|5[0-5]\d{3}")
_SUFFIX = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_EPOCH = date(1899, 12, 30)  # day nought of a spreadsheet's serial numbers


@lru_cache(maxsize=16_384)
def read_date(text: str) -> Reading[date | None]:
    """The day that a cell names; the first of the month where it names only the month."""
    said = text.strip()
    if not said:
        return Reading(None)
    found = _parse(said)
    if found is None or not 1900 <= found.year <= 2200:
        return Reading(None, (left_out("This is no date, such as 31/01/2026."),))
    return Reading(found)


def _parse(said: str) -> date | None:
    if match := _ISO.fullmatch(said):
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            return None
    if _SERIAL.fullmatch(said):
        return _EPOCH + timedelta(days=int(said))
    plain = " ".join(_SUFFIX.sub("", said).replace(",", " ").split())
    plain = re.sub(r"\bSept\b", "Sep", plain, flags=re.I)
    for form in _FORMATS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
