"""The check of one record and of every record inside it, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assetmap.feeds.lint.finding import Finding, fails, surprises
from assetmap.feeds.lint.rules import check_help, check_record
from assetmap.feeds.lint.values import check_shape, check_value
from assetmap.feeds.lint.whole import Whole
from assetmap.feeds.record import Record
from assetmap.feeds.standard import ENTITIES, Field, field_of

_DEEPEST = 12
# What a record that holds another need not repeat of it, but must not contradict.
_REPEATED = {
    "organization": "organization_id",
    "location": "location_id",
    "taxonomy_term": "taxonomy_term_id",
}


def check(record: Record, whole: Whole, today: date) -> Iterator[Finding]:
    """Judge a record with all that it holds, and let `whole` remember its ids."""
    if not isinstance(record.data, dict):
        yield record_finding(fails("is no record.", value=record.data), record)
        return
    if record.shape != "assembled":
        for finding in _Walk(record, whole, today).record(record.kind, record.data, "", 0):
            yield record_finding(finding, record)
    if (
        record.kind == "service"
        and record.shape != "row"
        and (record.shape != "listed" or _is_full(record.data))
    ):
        for finding in check_help(record.data):
            yield record_finding(finding, record)


def record_finding(finding: Finding, record: Record) -> Finding:
    """Say of a finding which record it is about."""
    return replace(finding, kind=record.kind, id=record.id, place=record.place)


def _is_full(service: dict[str, Any]) -> bool:
    fields = ENTITIES["service"].fields
    return any(name in fields and fields[name].kind == "records" for name in service)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk over one record of a feed, down to the records in its records."""

    top: Record
    whole: Whole
    today: date

    def record(self, kind: str, data: dict[str, Any], path: str, depth: int) -> Iterator[Finding]:
        yield from _at(path, self._required(kind, data))
        yield from _at(path, check_record(kind, data, self.today))
        yield from _at(path, self.whole.see(kind, data, self.top, path))
        for name, value in data.items():
            field = field_of(kind, name)
            if field is not None:
                yield from self._field(f"{path}{name}", value, field, depth)
            elif value is None:
                yield fails("is null; an empty field is left out.", f"{path}{name}")

    def _field(self, path: str, value: Any, field: Field, depth: int) -> Iterator[Finding]:
        if field.kind not in ("record", "records"):
            yield from check_value(path, value, field)
        elif wrong := check_shape(path, value, field):
            yield wrong
        elif depth > _DEEPEST:
            yield surprises("is nested deeper than anybody reads.", path)
        elif field.kind == "record":
            yield from self.record(field.of, value, f"{path}.", depth + 1)
        else:
            for place, one in enumerate(value):
                if isinstance(one, dict):
                    yield from self.record(field.of, one, f"{path}[{place}].", depth + 1)
                else:
                    yield fails("is no record.", f"{path}[{place}]", one)

    def _required(self, kind: str, data: dict[str, Any]) -> Iterator[Finding]:
        entity = ENTITIES[kind]
        for name in entity.required + (entity.linked if self.top.shape == "row" else ()):
            if name not in data:
                yield fails("is missing.", name)
            elif isinstance(data[name], str) and not data[name].strip():
                yield fails("is empty, and every record needs it.", name)
        for name, key in _REPEATED.items():
            held = data.get(name)
            if isinstance(held, dict) and data.get(key) not in (None, held.get("id")):
                yield surprises(f"is not the id of the {name} that stands beside it.", key, data[key])


def _at(path: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield replace(finding, field=f"{path}{finding.field}".rstrip("."))
