"""How a service is delivered, how it is joined, how long the wait is and how many places there are."""

import re
from functools import lru_cache

from assetmap.ingest.normalise.reading import Reading, left_out
from assetmap.model.words import DELIVERY, JOINING, SERVICE_STATUS

# Beginnings of words; a hyphen counts as a space.
_DELIVERY = {
    "in-person": "in person|face to face|f2f|on site|at the venue|at our venue|at venue|at the centre|"
    "at our centre|hybrid|both|blended|group session|outreach|community|walk in|drop in",
    "online": "online|on line|zoom|teams|virtual|web|digital|video|remote|hybrid|both|blended|internet",
    "telephone": "phone|telephone|helpline|by call|text line|over the phone",
    "at-home": "at home|home visit|in your home|in the home|in people's home|in their home|in their own home|"
    "domiciliary|visits to|visits at|your home|your own home",
}
_JOINING = {
    "self-referral": "self|drop in|walk in|turn up|just come|just turn|open access|open to all|open to every|"
    "no referral|anyone|anybody|book|direct contact|directly|call us|phone us|ring us|email us|e mail us|"
    "contact us|contact the|contact them|no need|any$|by phone|by telephone|by email",
    "gp": "gp|doctor|surgery|any$",
    "link-worker": "link worker|linkworker|social prescri|any$",
    "other": "professional|agency|agencies|council|social care|social services|social worker|school|hospital|"
    "other|nhs|health|court|police|hospice",
}
_NOT_SELF = re.compile(r"\b(?:no|not)\s+(?:by\s+)?self[\s-]*referr?als?\b", re.I)
_STATUS = {
    "active": ("active", "open", "a", "live", "running", "current", "yes", "published", "approved"),
    "inactive": ("inactive", "closed", "i", "c", "ended", "finished", "no longer running", "archived", "no"),
    "defunct": ("defunct", "dissolved", "wound up"),
    "temporarily closed": ("temporarily closed", "paused", "suspended", "on hold", "on pause"),
}
_STATUS_OF = {word: status for status, words in _STATUS.items() for word in words}
_DAYS = {"day": 1, "week": 7, "wk": 7, "month": 30, "mth": 30, "year": 365, "yr": 365}
_MOST_DIGITS = len("999999")
_NO_WAIT = re.compile(
    r"none|no(?:\s+(?:wait\w*|current))*(?:\s+(?:list|time|wait\w*))?|0|immediate(?:ly)?|straight away|nil",
    re.I,
)
_WAIT = re.compile(
    r"(?:about|approx\w*\.?|around|up to|currently|average|c\.?|~|<)?\s*"
    r"(?:(\d{1,3})\s*(?:-|–|to)\s*)?(\d{1,3})\s*"
    r"(?:working\s+)?(day|week|wk|month|mth|year|yr)?s?\.?(?:\s+wait\w*)?",
    re.I,
)


def _compile(words: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(code, re.compile(rf"\b(?:{beginnings})")) for code, beginnings in words.items()]


_DELIVERY_PATTERNS, _JOINING_PATTERNS = _compile(_DELIVERY), _compile(_JOINING)


@lru_cache(maxsize=16_384)
def read_delivery(text: str) -> Reading[tuple[str, ...]]:
    """In person, online, by telephone or at home: every way that a cell names."""
    return _codes(text, DELIVERY, _DELIVERY_PATTERNS, "how a service is delivered")


@lru_cache(maxsize=16_384)
def read_joining(text: str) -> Reading[tuple[str, ...]]:
    """By oneself, a GP, a link worker or another: every way that a cell names."""
    return _codes(_NOT_SELF.sub("", text), JOINING, _JOINING_PATTERNS, "how a service is joined")


def _codes(
    text: str, words: tuple[str, ...], patterns: list[tuple[str, re.Pattern[str]]], what: str
) -> Reading[tuple[str, ...]]:
    if not text:
        return Reading(())
    said = " ".join(text.lower().replace("-", " ").replace("’", "'").split())
    found = tuple(code for code, pattern in patterns if pattern.search(said))
    if found:
        return Reading(found)
    wanted = ", ".join(words)
    return Reading((), (left_out(f"This does not say {what} in words we know ({wanted})."),))


@lru_cache(maxsize=1_024)
def read_status(text: str) -> Reading[str]:
    """Whether a service runs; active when nothing is said."""
    said = text.strip().lower()
    if not said:
        return Reading("active")
    if said in _STATUS_OF:
        return Reading(_STATUS_OF[said])
    words = ", ".join(SERVICE_STATUS)
    return Reading("active", (left_out(f"This is no status that we know ({words}).", "Taken to be active."),))


@lru_cache(maxsize=4_096)
def read_waiting(text: str, unit: str | None = None) -> Reading[int | None]:
    """The wait in days, the longer where a range is given; `unit` is what the column's header says."""
    said = " ".join(text.split())
    if not said:
        return Reading(None)
    if _NO_WAIT.fullmatch(said):
        return Reading(0)
    match = _WAIT.fullmatch(said)
    length = match and (match[3] or unit)
    if not match or not length:
        return Reading(None, (left_out("This is no waiting time, such as 2 weeks."),))
    return Reading(int(match[2]) * _DAYS[length.lower()])


def waiting_unit(header: str) -> str | None:
    """The unit that a header such as `Waiting time (weeks)` names."""
    return next((unit for unit in _DAYS if re.search(rf"\b{unit}s?\b", header, re.I)), None)


@lru_cache(maxsize=4_096)
def read_count(text: str) -> Reading[int | None]:
    """A whole number, such as how many places there are."""
    said = text.strip().removesuffix("places").removesuffix("people").replace(",", "").strip()
    if not said:
        return Reading(None)
    if said.isascii() and said.isdigit() and len(said.lstrip("0")) <= _MOST_DIGITS:
        return Reading(int(said.lstrip("0") or 0))
    return Reading(None, (left_out("This is no whole number."),))
