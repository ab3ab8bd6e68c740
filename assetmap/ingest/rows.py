"""A row of a spreadsheet, read into the shape in which it is staged."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from assetmap.directory.words import key_of
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.category_words import CategoryWords
from assetmap.ingest.cells import plan, read_cells
from assetmap.ingest.children import (
    areas_json,
    array_text,
    costs_json,
    json_text,
    languages_json,
    phones_json,
)
from assetmap.ingest.columns import Columns
from assetmap.ingest.details import fill_details
from assetmap.ingest.draft import Draft
from assetmap.ingest.normalise.contacts import read_phones
from assetmap.ingest.normalise.costs import read_costs
from assetmap.ingest.normalise.languages import read_languages
from assetmap.ingest.normalise.reading import Flaw
from assetmap.ingest.normalise.text import GUARDS, unguard
from assetmap.ingest.normalise.ways import read_status, waiting_unit
from assetmap.ingest.rules import Rules
from assetmap.ingest.staged import STAGED, Issue
from assetmap.ingest.timetable import fill_timetable
from assetmap.ingest.whereabouts import fill_whereabouts

_COLUMNS = tuple(STAGED)
# What comes before says nothing of the service; the last two are made of all the others.
_FIRST_SAID = _COLUMNS.index("service_key")
_NO_CATEGORIES = array_text(())
_GONE = ("inactive", "defunct")
# What is longer stands in the wrong column, and no index holds it.
_LONGEST = {"id": 200, "name": 300, "organization": 300}
_LONGEST_PLACE = 100
#: Under this name a record keeps the cells that stand beyond the last header.
FURTHER = "(further cells)"


class RowReader:
    """Reads the rows of one file."""

    def __init__(
        self, columns: Columns, rules: Rules, categories: CategoryWords, areas: AreaNames, today: date
    ) -> None:
        self._width = len(columns.headers)
        self._kept = [
            (place, header) for place, header in enumerate(columns.headers) if place not in columns.remarks
        ]
        self._sources = plan(columns, rules)
        self._headers = {
            source.field: columns.header_of(source.field) or source.field for source in self._sources
        }
        self._categories, self._areas, self._today = categories, areas, today
        self._wait_unit = waiting_unit(columns.header_of("waiting") or "")

    def read(self, number: int, cells: Sequence[str]) -> tuple[tuple[Any, ...], list[Issue]]:
        """The row as it is staged, in the order of STAGED, and what is wrong with it."""
        further = [cell for cell in cells[self._width :] if cell.strip()]
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        record = self._record(cells, further)
        draft = Draft(number, read_cells(self._sources, cells), self._headers)
        self._fill(draft, further)
        draft.staged["row_number"] = number
        row = [draft.staged.get(name) for name in _COLUMNS]
        row[-2:] = blake2b(f"{row[_FIRST_SAID:]}{record}".encode(), digest_size=16).hexdigest(), record
        return tuple(row), draft.issues

    def _fill(self, draft: Draft, further: list[str]) -> None:
        staged, said = draft.staged, draft.said
        self._identify(draft)
        refusal = _refusal(draft, further)
        staged["refused"], staged["closed"] = refusal is not None, False
        if refusal:
            draft.note(*refusal)
            return
        staged["status"] = draft.take("status", read_status(said.get("status", "")))
        if staged["status"] in _GONE:
            staged["refused"] = staged["closed"] = True
            flaw = Flaw("The row says that the service no longer runs.", "refused", "Not listed.")
            draft.note("status", said["status"], [flaw])
            return
        fill_details(draft, self._today, self._wait_unit)
        fill_whereabouts(draft)
        fill_timetable(draft)
        self._fill_lists(draft)

    def _identify(self, draft: Draft) -> None:
        """The key to know the service again: the source's own id, or its name, organization and postcode."""
        said, staged = draft.said, draft.staged
        name, organization = said.get("name", ""), said.get("organization") or said.get("name", "")
        staged["name"], staged["organization"] = name, organization
        staged["organization_key"] = _key(organization)
        place = _key(said.get("postcode", "")).replace(" ", "")
        building = _key(said.get("venue") or said.get("address", ""))
        staged["place_key"] = f"{place} {building}".strip()[:_LONGEST_PLACE]
        given = said.get("id")
        staged["key_given"] = given is not None
        staged["loose_key"] = f"{_key(name)} | {staged['organization_key']} | "
        if given:
            staged["service_key"] = given
        elif name:
            staged["service_key"] = staged["loose_key"] + place

    def _fill_lists(self, draft: Draft) -> None:
        said, staged = draft.said, draft.staged
        staged["categories"] = (
            draft.take("category", self._categories.read(said["category"]))
            if "category" in said
            else _NO_CATEGORIES
        )
        if "phone" in said:
            staged["phones"] = phones_json(draft.take("phone", read_phones(said["phone"])))
        if "cost" in said:
            staged["costs"] = costs_json(draft.take("cost", read_costs(said["cost"])))
        if "service_area" in said:
            staged["areas"] = areas_json(draft.take("service_area", self._areas.read(said["service_area"])))
        if "languages" in said:
            staged["languages"] = languages_json(read_languages(said["languages"]))

    def _record(self, cells: Sequence[str], further: list[str]) -> str:
        record = {header: cells[place] for place, header in self._kept}
        for header, cell in record.items():
            if cell[:1] in GUARDS:
                record[header] = unguard(cell)
        if further:
            record[FURTHER] = "; ".join(further)
        return json_text(record)


def _refusal(draft: Draft, further: list[str]) -> tuple[str | None, str, list[Flaw]] | None:
    if further:
        problem = "The row has more cells than there are headers, so they may stand in the wrong columns."
        return None, "; ".join(further), [Flaw(problem, "refused", "Not imported.")]
    if not draft.text("name"):
        return "name", "", [Flaw("The row has no name.", "refused", "Not imported.")]
    for field, longest in _LONGEST.items():
        length = len(draft.text(field))
        if length > longest:
            problem = f"This is {length:,} characters long, and at most {longest} fit."
            return field, draft.text(field), [Flaw(problem, "refused", "Not imported.")]
    return None


@lru_cache(maxsize=65_536)
def _key(text: str) -> str:
    return key_of(text)
