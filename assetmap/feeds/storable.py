"""JSON that can be kept: no character nought, no half a pair of surrogates, no nesting without end."""

from typing import Any

import orjson

#: Nothing that means something lies so deep; what does is cut off there.
DEEPEST = 60
_CUT = "…"


def storable(value: Any) -> tuple[Any, bytes]:
    """A value and its JSON, as it is, or without what cannot be stored, which has no meaning either."""
    try:
        said = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        if b"\\u0000" not in said:
            return value, said
    except TypeError:
        pass
    found = _without(value)
    return found, orjson.dumps(found, option=orjson.OPT_SORT_KEYS)


def _without(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list | dict) and depth > DEEPEST:
        return _CUT
    if isinstance(value, list):
        return [_without(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_without(str(name)): _without(one, depth + 1) for name, one in value.items()}
    if isinstance(value, bool | float | None) or (isinstance(value, int) and abs(value) < 2**53):
        return value
    return _digits(value)


def _digits(value: Any) -> str:
    """A number with more digits than Python writes down is none."""
    try:
        return str(value)
    except ValueError:
        return _CUT
