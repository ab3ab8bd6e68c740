"""Whatever a feed holds, neither the check nor the import raises: it says what is wrong."""

import copy
from datetime import date
from typing import Any

import orjson
import pytest
from feed_server import service
from hypothesis import given, settings
from hypothesis import strategies as some

from assetmap.config import Settings
from assetmap.directory.categories import load_categories
from assetmap.feeds.dialects import Dialect
from assetmap.feeds.lint.records import check
from assetmap.feeds.lint.sheet import check_sheet
from assetmap.feeds.lint.whole import Whole
from assetmap.feeds.record import Record, Sheet
from assetmap.feeds.standard import ENTITIES, EXTRAS
from assetmap.ingest.feed.mappings import load_mappings
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.service import ServiceReader
from assetmap.ingest.feed.terms import TermReader
from assetmap.ingest.normalise.reading import Reading

TODAY = date(2026, 6, 1)
FOLDER = Settings().data_dir / "taxonomy"
NAMES = sorted(
    {name for entity in ENTITIES.values() for name in entity.fields} | {name for _, name in EXTRAS}
)
TEXTS = some.sampled_from(
    ["", " ", "MO", "1TU", "Mon 9-5", "09:00", "51.38", "nan", "1e999", "2026-02-30", "<b>x</b>", "&#0;",
     "\x00", "\ud800", "E07000114", "£3", "CT9 1XZ", "a@b.cd", "https://[", "http://example.org:99999",
     "٣", "²"]
)  # fmt: skip
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | TEXTS | some.text(max_size=20),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(NAMES), inner, max_size=6)
    ),
    max_leaves=25,
)


class NoAreas:
    """A country without areas."""

    def read(self, text: str) -> Reading[tuple[tuple[str, str | None], ...]]:
        return Reading(((text, None),))


@pytest.fixture(scope="module")
def reader() -> ServiceReader:
    mappings = load_mappings(FOLDER / "mappings", load_categories(FOLDER / "categories.toml"))
    return ServiceReader("Test", Dialect.ORUK3, TermReader("test", mappings), NoAreas())  # type: ignore[arg-type]


def holders(data: Any) -> list[tuple[Any, Any]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    found = [(data, key) for key, _ in pairs]
    for _, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        if isinstance(value, dict | list):
            found += holders(value)
    return found


@settings(max_examples=150, deadline=None)
@given(value=VALUES, place=some.integers(0, 10_000))
def test_a_service_with_anything_anywhere(reader: ServiceReader, value: Any, place: int) -> None:
    data = copy.deepcopy(service(1))
    spots = holders(data)
    holder, key = spots[place % len(spots)]
    holder[key] = value
    look_at(reader, data)


@settings(max_examples=150, deadline=None)
@given(data=VALUES)
def test_anything_for_a_service(reader: ServiceReader, data: Any) -> None:
    look_at(reader, data)


def look_at(reader: ServiceReader, data: Any) -> None:
    whole = Whole()
    list(check(Record("service", data, "here"), whole, TODAY))
    list(whole.ends())
    list(check_sheet(Sheet("service", data, "here")))
    notes = Notes(1)
    staged = reader.read(notes, data)
    assert staged.refused is (staged.document is None)
    assert b"\\u0000" not in orjson.dumps(staged.document) + staged.record
    assert [type(cell) for cell in staged.as_row(1)[-2:]] == [str, str]
    for issue in notes.done():
        assert issue.problem.endswith((".", "?"))
        assert issue.outcome in ("refused", "unlocated", "changed", "left_out")


@settings(max_examples=80, deadline=None)
@given(
    value=VALUES,
    name=some.sampled_from(
        "regular_schedules eligibilitys service_taxonomys languages service_at_locations fundings".split()
    ),
)
def test_anything_in_version_1(value: Any, name: str) -> None:
    mappings = load_mappings(FOLDER / "none", load_categories(FOLDER / "categories.toml"))
    reader = ServiceReader("Test", Dialect.ORUK1, TermReader("test", mappings), NoAreas())  # type: ignore[arg-type]
    reader.read(Notes(1), {"id": 1, "name": "Walks", name: value})
    reader.read(Notes(1), {"id": 1, "name": "Walks", name: [value]})
