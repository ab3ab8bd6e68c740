"""Whether one value is what its field wants, by the kind of the field."""

import math
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from assetmap.feeds.lint.finding import Finding, could_be_better, fails, surprises
from assetmap.feeds.standard import Field

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
_TIME = re.compile(r"(\d{2}:\d{2}(?::\d{2})?)(?:Z|[+-]\d{2}:\d{2})?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.I)
_NO_URI = re.compile(r"[\s<>\"{}|\\^`]")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.I)
_WEEKDAYS = re.compile(r"(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)")
_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,6});", re.I)
_MOJIBAKE = re.compile(r"â€|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]|�")

Check = Callable[[str, Any, Field], Iterator[Finding]]


def check_value(name: str, value: Any, field: Field) -> Iterator[Finding]:
    """Judge a value that is no record itself; a null fails whatever its field."""
    if value is None:
        yield fails("is null; an empty field is left out.", name)
        return
    yield from _CHECKS[field.kind](name, value, field)


def is_uuid(value: Any) -> bool:
    """Whether a value is a UUID, written as the standard has it."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def read_day(value: Any) -> date | None:
    """The day that a well-written date or date-time names; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10]) if len(value) == 10 else datetime.fromisoformat(value).date()
    except ValueError:
        return None


def _text(name: str, value: Any, _field: Field) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield fails(f"is {_a_kind_of(value)}; text is wanted.", name, value)
        return
    if not value.strip():
        yield surprises("is empty; an empty field is left out.", name)
    elif value != value.strip():
        yield could_be_better("begins or ends with spaces.", name, value)
    if _HTML.search(value):
        yield surprises("holds HTML, which readers show as it stands.", name, value)
    if _MOJIBAKE.search(value):
        yield surprises("holds letters that were decoded wrongly.", name, value)


def _uuid(name: str, value: Any, _field: Field) -> Iterator[Finding]:
    if not is_uuid(value):
        yield fails("is no UUID.", name, value)
    elif UUID(value).int == 0:
        yield surprises("is a UUID of noughts only.", name, value)


def _uri(name: str, value: Any, field: Field) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield from _text(name, value, field)
    elif not _SCHEME.fullmatch(value) or _NO_URI.search(value) or not _splits(value):
        yield fails("is no web address such as https://www.example.org.", name, value)
    elif urlsplit(value).scheme.lower() not in ("http", "https"):
        yield surprises("is an address of another kind than http or https.", name, value)
    elif not urlsplit(value).hostname:
        yield fails("is a web address without a host.", name, value)


def _splits(value: str) -> bool:
    try:
        return bool(urlsplit(value).scheme) and urlsplit(value).port != 0
    except ValueError:
        return False


def _email(name: str, value: Any, field: Field) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield from _text(name, value, field)
    elif not _EMAIL.fullmatch(value):
        yield fails("is no e-mail address such as hello@example.org.", name, value)


def _date(name: str, value: Any, field: Field) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield from _text(name, value, field)
    elif not _DATE.fullmatch(value) or read_day(value) is None:
        yield fails("is no date such as 2026-01-31.", name, value)


def _moment(name: str, value: Any, field: Field) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield from _text(name, value, field)
    elif not _MOMENT.fullmatch(value) or read_day(value) is None:
        yield fails("is no date and time such as 2026-01-31T09:30:00.000Z.", name, value)


def _time(name: str, value: Any, field: Field) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield from _text(name, value, field)
        return
    match = _TIME.fullmatch(value)
    try:
        time.fromisoformat(match[1] if match else "")
    except ValueError:
        yield fails("is no time such as 09:30.", name, value)


def _number(name: str, value: Any, _field: Field) -> Iterator[Finding]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield fails(f"is {_a_kind_of(value)}; a number is wanted.", name, value)
    elif not math.isfinite(value):
        yield fails("is no number that can be reckoned with.", name, value)


def _whole(name: str, value: Any, field: Field) -> Iterator[Finding]:
    yield from (found := list(_number(name, value, field)))
    if not found and (value != int(value) or value < 1):
        yield fails("is no whole number from 1 up.", name, value)


def _byday(name: str, value: Any, field: Field) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield from _text(name, value, field)
        return
    wrong = [day for day in value.split(",") if not _WEEKDAYS.fullmatch(day)]
    if wrong:
        yield fails(f"“{wrong[0]}” is no day such as MO or 1TU.", name, value)


def _bymonthday(name: str, value: Any, field: Field) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield from _text(name, value, field)
        return
    for day in value.split(","):
        if not re.fullmatch(r"[+-]?\d{1,2}", day) or not 1 <= abs(int(day)) <= 31:
            yield fails(f"“{day}” is no day of a month, 1 to 31 or -1 to -31.", name, value)
            return


def _one(name: str, value: Any, field: Field) -> Iterator[Finding]:
    if value not in field.words:
        yield fails(f"is none of {', '.join(field.words)}.", name, value)


def _a_kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "a yes or no"
    kinds = {int: "a number", float: "a number", list: "a list", dict: "a record", str: "text"}
    return kinds.get(type(value), "something else")


def check_shape(name: str, value: Any, field: Field) -> Finding | None:
    """Say what is wrong where a record, or a list of records, is wanted and something else stands."""
    wanted, words = (list, "a list") if field.kind == "records" else (dict, "a record")
    if isinstance(value, wanted):
        return None
    problem = (
        "is null; an empty field is left out."
        if value is None
        else f"is {_a_kind_of(value)}; {words} is wanted."
    )
    return fails(problem, name, value)


_CHECKS: dict[str, Check] = {
    "text": _text,
    "prose": _text,
    "uuid": _uuid,
    "uri": _uri,
    "email": _email,
    "date": _date,
    "moment": _moment,
    "time": _time,
    "number": _number,
    "whole": _whole,
    "byday": _byday,
    "bymonthday": _bymonthday,
    "one": _one,
}
