"""JSON as feeds send it: with a mark at its beginning, in an old encoding, with NaN in it, or cut off."""

import json
from typing import Any

import orjson

from assetmap.feeds.storable import storable

_LAST_WORD = len("false")
_LONGEST_NUMBER = 19
# Each list or object takes twenty times the room in memory that it may take in the text.
_MOST_CONTAINERS = 4_000_000


class NotJson(Exception):
    """Something else than JSON, with how it begins."""


class Truncated(Exception):
    """JSON that ends before its end."""


def read_json(body: bytes) -> Any:
    """Read JSON; raises Truncated where it breaks off and NotJson where it never was any."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if text.count(b"{") + text.count(b"[") > _MOST_CONTAINERS:
        raise NotJson(f"it holds more than {_MOST_CONTAINERS:,} lists and objects.")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    if not text.startswith((b"{", b"[")):
        raise NotJson(f"it begins with “{_beginning(text)}”.") if text else Truncated
    try:
        found = json.loads(_decode(text), parse_constant=lambda _: None, parse_int=_whole, strict=False)
    except json.JSONDecodeError as error:
        if error.pos >= len(error.doc) - _LAST_WORD or "Unterminated" in error.msg:
            raise Truncated from error
        raise NotJson(f"line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise NotJson("it is nested too deep.") from error
    return storable(found)[0]


def _whole(digits: str) -> int | str:
    """A number, or its digits where there are more than any count has."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits


def _decode(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", errors="replace")


def _beginning(text: bytes) -> str:
    return " ".join(text[:40].decode("utf-8", errors="replace").split())
