"""JSON that PostgreSQL takes: its text knows no character nought, nor half a pair of surrogates."""

from typing import Any

import orjson


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


def _without(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_without(one) for one in value]
    if isinstance(value, dict):
        return {_without(str(name)): _without(one) for name, one in value.items()}
    if isinstance(value, bool | float | None) or (isinstance(value, int) and abs(value) < 2**53):
        return value
    return str(value)
