"""What a row says of each field: its cells cleaned, joined, translated and filled with constants."""

from collections.abc import Sequence
from dataclasses import dataclass

from assetmap.ingest.columns import Columns
from assetmap.ingest.fields import BY_NAME
from assetmap.ingest.normalise.text import clean_cell, one_line, recase
from assetmap.ingest.rules import Rules

_JOINTS = {"address": ", ", "languages": ", "}
_MANY_LINES = frozenset(
    {"description", "opening", "category", "phone", "service_area", "accessibility", "alert"}
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where one field's text comes from."""

    field: str
    places: tuple[int, ...]
    joint: str
    constant: str
    replaced: dict[str, str]
    recased: bool
    lines: bool


def plan(columns: Columns, rules: Rules) -> list[Source]:
    """How to read each field that the file has a column or a constant for."""
    fields = [*columns.of_field, *(name for name in rules.constants if name not in columns.of_field)]
    return [
        Source(
            field,
            columns.of_field.get(field, ()),
            _JOINTS.get(field, "; "),
            rules.constants.get(field, ""),
            {said.lower(): meant for said, meant in rules.values.get(field, {}).items()},
            field in rules.recase,
            field in _MANY_LINES or field not in BY_NAME,
        )
        for field in fields
    ]


def read_cells(sources: list[Source], cells: Sequence[str]) -> dict[str, str]:
    """The text of each field; a field with nothing to say is left out."""
    said = {}
    for source in sources:
        places = source.places
        if len(places) == 1:
            text = clean_cell(cells[places[0]])
        else:
            text = source.joint.join(filter(None, [clean_cell(cells[place]) for place in places]))
        if source.replaced:
            text = source.replaced.get(text.lower(), text)
        if text:
            said[source.field] = _shape(source, text)
        elif source.constant:
            said[source.field] = source.constant
    return said


def _shape(source: Source, text: str) -> str:
    if "\n" in text and not source.lines:
        text = one_line(text)
    return recase(text) if source.recased else text
