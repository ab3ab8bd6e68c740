"""A page of a list, whichever words its envelope uses: version 3.0's, version 1.0's, a link, or none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assetmap.errors import FileRefused

Dialect = Literal["3.0", "1.0", "bare"]

_LISTS = {
    "contents": "3.0",
    "content": "1.0",
    "items": "bare",
    "services": "bare",
    "results": "bare",
    "data": "bare",
}
_COUNT = re.compile(r"[0-9]{1,12}")
_MOST = 10**12
_TOTAL = ("total_items", "totalElements", "total_elements", "totalItems", "total", "count")
_PAGES = ("total_pages", "totalPages")
_NUMBER = ("page_number", "number", "page", "pageNumber")
_FIRST = ("first_page", "first", "firstPage")
_LAST = ("last_page", "last", "lastPage")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a page holds and says of itself; None for what it does not say."""

    items: list[Any]
    dialect: Dialect
    total: int | None = None
    pages: int | None = None
    number: int | None = None
    first: bool | None = None
    last: bool | None = None
    next: str | None = None


def read_envelope(body: Any, link: str | None = None) -> Envelope:
    """Read a page; `link` is the address of the next one where the answer's headers name it."""
    if isinstance(body, list):
        return Envelope(body, "bare", next=link)
    found = is_page(body)
    if found is None:
        raise FileRefused("The answer is no page of services: neither a list nor an object with contents.")
    items = body[found]
    dialect: Any = _LISTS[found]
    if not items and dialect == "bare" and "totalElements" in body:
        dialect = "1.0"
    return Envelope(
        items,
        dialect,
        total=_count(body, _TOTAL),
        pages=_count(body, _PAGES),
        number=_count(body, _NUMBER),
        first=_flag(body, _FIRST),
        last=_flag(body, _LAST),
        next=link or _next(body),
    )


def is_page(body: Any) -> str | None:
    """The name under which an object holds a page's records, if it is a page."""
    if not isinstance(body, dict):
        return None
    return next((name for name in _LISTS if isinstance(body.get(name), list) and "id" not in body), None)


def _count(body: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    for name in names:
        value = body.get(name)
        if isinstance(value, str) and _COUNT.fullmatch(value):
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST:
            return value
    return None


def _flag(body: Mapping[str, Any], names: tuple[str, ...]) -> bool | None:
    return next((body[name] for name in names if isinstance(body.get(name), bool)), None)


def _next(body: Mapping[str, Any]) -> str | None:
    for holder in (body, body.get("links"), body.get("_links")):
        link = holder.get("next") if isinstance(holder, dict) else None
        if isinstance(link, dict):
            link = link.get("href")
        if isinstance(link, str) and link:
            return link
    return None
