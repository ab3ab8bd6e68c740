"""Rows as canonical text: ids named, times of the day taken out, and what has no order of its own sorted."""

import json
import re
from collections.abc import Mapping
from typing import Any

from .names import Names

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
#: A moment, as JSON and exports write it; the day is fixed while a snapshot is made, the time is not.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)")
#: Told by a source as it stands, so that an id in it is the source's own.
VERBATIM = frozenset({"record", "mapping"})
#: In the history, a row that was deleted is one text.
PAST = frozenset({"previous_value", "replacement_value"})
#: Several in one text, in an order that follows from ids where nothing else tells them apart.
JOINED = frozenset({"telephone", "cost"})
UNKNOWN = "unknown id"
_LEXEME = re.compile(r"'(?:[^']|'')*'(?::\S+)?")


class Canonical:
    """Makes the rows of one database into text that says the same of any database with the same content."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def line(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row with a name for each id; `is` is the row's own."""
        said = self._object(row)
        return {"is": said.pop("id")} | said if "id" in said else said

    def _object(self, row: Mapping[str, Any]) -> dict[str, Any]:
        said = {key: self._value(key, value) for key, value in row.items()}
        if said.get("id") == UNKNOWN:
            said["id"] = self._own_name(row, said)
        return said

    def _own_name(self, row: Mapping[str, Any], said: Mapping[str, Any]) -> str:
        """An attribute that no table holds is named by what it links; other ids stay unknown."""
        term = row.get("taxonomy_term")
        key = row.get("taxonomy_term_id") or (term.get("id") if isinstance(term, Mapping) else None)
        name = self._names.get(str(key))
        return f"attribute of {said['link_id']}: {name}" if name and "link_id" in said else UNKNOWN

    def _value(self, key: str, value: Any) -> Any:
        if key in VERBATIM:
            return value
        if isinstance(value, str):
            past = _past_row(value) if key in PAST else None
            return self._text(key, value) if past is None else self._object(past)
        if isinstance(value, Mapping):
            return self._object(value)
        if isinstance(value, list):
            each = [self._value(key, one) for one in value]
            # Lists of records are written in the order of their ids.
            if each and all(isinstance(one, dict) and "id" in one for one in each):
                each.sort(key=dump)
            return each
        return value

    def _text(self, key: str, text: str) -> str:
        if MOMENT.fullmatch(text):
            return "a time"
        if UUID.fullmatch(text) and (key == "id" or key.endswith("_id")):
            return self._names.get(text) or UNKNOWN
        if key == "terms":
            # By the alphabet of what stands there now, which was that of the ids.
            named = (self._name_within(lexeme) for lexeme in _LEXEME.findall(text))
            return " ".join(sorted(named))
        if key in JOINED:
            text = "; ".join(sorted(text.split("; ")))
        return MOMENT.sub("a time", self._name_within(text))

    def _name_within(self, text: str) -> str:
        return UUID.sub(lambda found: self._names.get(found[0]) or found[0], text)


def _past_row(text: str) -> dict[str, Any] | None:
    try:
        row = json.loads(text)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def dump(value: Any) -> str:
    """A value as one line of JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
