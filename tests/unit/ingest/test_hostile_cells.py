"""No cell keeps a reader busy for longer than its length explains, or ends in a traceback."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from hostile_cells import ATOMS, READERS, hostile_cells

from assetmap.directory.categories import Categories, load_categories
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.category_words import CategoryWords
from assetmap.ingest.columns import map_columns
from assetmap.ingest.fields import DAY_FIELDS, FIELDS
from assetmap.ingest.normalise.text import LONGEST_CELL, clean_cell
from assetmap.ingest.rows import RowReader
from assetmap.ingest.rules import Rules
from assetmap.ingest.staged import STAGED, Issue

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def categories() -> Categories:
    return load_categories(Path(__file__).parents[3] / "data" / "taxonomy" / "categories.toml")


def read(categories: Categories, **said: str) -> tuple[dict[str, Any], list[Issue]]:
    """Read one row of a file whose columns are called as our fields are."""
    columns = map_columns(list(said), Rules())
    reader = RowReader(columns, Rules(), CategoryWords(categories, {}), cast("AreaNames", NoAreas()), TODAY)
    row, issues = reader.read(7, list(said.values()))
    return dict(zip(STAGED, row, strict=True)), issues


class NoAreas(AreaNames):
    """As it is where no areas are loaded."""

    def __init__(self) -> None:
        self._codes, self._by_key, self._told, self._read = {}, {}, {}, {}


def work(reader: Callable[[str], Any], length: int) -> int:
    """What it takes to read each of the cells, in nanoseconds of this process alone."""
    begun = time.process_time_ns()
    for cell in hostile_cells(length):
        reader(cell)
    return time.process_time_ns() - begun


@pytest.mark.parametrize("number", range(len(READERS)))
def test_four_times_the_text_is_four_times_the_work_and_not_sixteen(number: int) -> None:
    # What is done in no time at all is too little to be compared, on a machine of any speed.
    nothing = work(clean_cell, 4_000)

    def is_linear() -> bool:
        little, much = work(READERS[number], 4_000), work(READERS[number], 16_000)
        return much <= 9 * max(little, nothing)

    # What is quadratic is so each time; a machine that is busy with something else is not.
    assert any(is_linear() for _ in range(3))


# No file holds half a pair of surrogates: neither UTF-8, UTF-16 nor XML can say it.
@pytest.mark.parametrize("atom", [atom for atom in ATOMS if atom != "\ud800"])
def test_a_row_of_nothing_else_is_staged_or_refused_with_a_reason(categories: Categories, atom: str) -> None:
    names = [field.name for field in FIELDS] + list(DAY_FIELDS)
    said = dict.fromkeys(names, "9" + atom * (40_000 // len(atom)) + "q") | {"name": "Tea", "id": "1"}
    row, issues = read(categories, **said)
    assert row["refused"] is not None
    assert all(issue.problem and len(issue.problem) < 300 for issue in issues)


def test_what_no_spreadsheet_can_hold_is_read_as_far_as_one_could(categories: Categories) -> None:
    row, issues = read(categories, name="Tea", description="x" * 40_000, **{"our notes": "y" * 40_000})
    assert len(row["description"]) == LONGEST_CELL == 32_767
    assert [(issue.column_name, issue.problem, issue.action) for issue in issues] == [
        ("description", "This is 40,000 characters long, and at most 32,767 are read.",
         "The first 32,767 were taken.")
    ]  # fmt: skip
    # The row as it came is kept whole.
    assert "x" * 40_000 in row["record"]
    assert "y" * 40_000 in row["record"]


@pytest.mark.parametrize(
    ("field", "cell", "problem"),
    [
        ("capacity", "9" * 5_000, "This is no whole number."),
        ("capacity", "1" * 4_300, "This is no whole number."),
        ("cost", "5 quid" + "\u1680" * 20_000 + "each", "No price can be read, such as £3.50."),
        ("opening", "(" * 100_000, "This is 100,000 characters long, and at most 32,767 are read."),
        ("opening", "Mon " + "[" * 30_000, "does not say for certain on which days and at what times."),
        ("waiting", "9" + " " * 30_000 + "q", "This is no waiting time, such as 2 weeks."),
        ("service_area", "Nowhere(" * 4_000, "There is no area called “Nowhere("),
        ("category", "[" * 30_000 + "x", "No category has the word “"),
    ],
)
def test_a_reason_at_once(categories: Categories, field: str, cell: str, problem: str) -> None:
    _, issues = read(categories, name="Tea", **{field: cell})
    assert any(problem in issue.problem for issue in issues), issues
    assert all(len(issue.problem) < 300 for issue in issues)


def test_leading_noughts_are_not_digits_too_many(categories: Categories) -> None:
    assert read(categories, name="Tea", capacity="00000000012")[0]["capacity"] == 12


def test_marks_without_end_are_cut_and_other_signs_are_not() -> None:
    assert clean_cell("a" + "\u0301\u0316" * 1_000) == clean_cell("a" + "\u0301\u0316" * 15)
    assert clean_cell("—" * 100 + "☕" * 100) == "—" * 100 + "☕" * 100


def test_half_a_pair_of_surrogates_is_no_letter() -> None:
    assert clean_cell("a\ud800b") == "ab"
