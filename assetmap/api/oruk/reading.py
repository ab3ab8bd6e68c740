"""How the text of a parameter is read, and the JSON Schema of what can be read so."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from assetmap.errors import PostcodeInvalid
from assetmap.listing.fields import clean
from assetmap.listing.records.query import WEEK
from assetmap.postcode import Postcode

LONGEST_POSTCODE = 20
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,8}")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+ -]\d{2}:\d{2})")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parameter takes: a schema, and a function whose ValueError says what was wanted."""

    schema: Mapping[str, Any]
    read: Callable[[str], Any]


def words(most: int) -> Reading:
    """Any text of at most so many characters; control characters count as spaces."""

    def read(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"has at most {most} characters")
        return clean(text)

    return Reading({"type": "string", "maxLength": most}, read)


def whole(low: int, high: int) -> Reading:
    """A whole number from low to high."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise ValueError(f"is a whole number from {low} to {high}")
        return int(text)

    return Reading({"type": "integer", "minimum": low, "maximum": high}, read)


def one_of(*values: str) -> Reading:
    """One of a few words."""

    def read(text: str) -> str:
        if text.lower() not in values:
            raise ValueError(f"is {' or '.join(values)}")
        return text.lower()

    return Reading({"type": "string", "enum": list(values)}, read)


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError("is true or false")
    return text.lower() == "true"


def _uuid(text: str) -> UUID:
    if not _UUID.fullmatch(text):
        raise ValueError("is an id such as 8450cfe4-c28a-51a1-84c0-9dc3d4bde7d4")
    return UUID(text)


def _day(text: str) -> str:
    code = dict(zip(_DAYS, WEEK, strict=True)).get(text.lower(), text.upper())
    if code not in WEEK:
        raise ValueError(f"is one of {', '.join(WEEK)}, or monday to sunday")
    return code


def _minutes(text: str) -> int:
    if not (found := _TIME.fullmatch(text)):
        raise ValueError("is a time such as 09:30")
    return int(found[1]) * 60 + int(found[2])


def _moment(text: str) -> datetime:
    try:
        if _DATE.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        if _MOMENT.fullmatch(text):
            # A plus that nobody encoded arrives as a space.
            plain = text.upper()
            return datetime.fromisoformat(plain[:11] + plain[11:].replace(" ", "+")).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("is a time such as 2026-01-31T09:30:00Z, or a date")


def _postcode(text: str) -> Postcode:
    if len(text) > LONGEST_POSTCODE:
        raise ValueError("is a postcode such as CT9 1AE")
    try:
        return Postcode.parse(text)
    except PostcodeInvalid as error:
        raise ValueError(f"is a postcode such as CT9 1AE: {error.message.rstrip('.')}") from None


FLAG = Reading({"type": "boolean"}, _flag)
ID = Reading({"type": "string", "format": "uuid"}, _uuid)
DAY = Reading({"type": "string", "enum": [*WEEK, *_DAYS]}, _day)
TIME = Reading({"type": "string", "pattern": f"^{_TIME.pattern}$"}, _minutes)
MOMENT = Reading(
    {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}, _moment
)
POSTCODE = Reading({"type": "string", "maxLength": LONGEST_POSTCODE}, _postcode)
