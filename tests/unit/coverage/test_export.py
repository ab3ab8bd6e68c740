"""Exports hold the same figures as the table, and nothing in them runs."""

import csv
import io
from collections.abc import Callable

import numpy as np
import pytest
from openpyxl import load_workbook

from assetmap.coverage.demand import Demand, Dwellings, Measure, Ward, build_demand
from assetmap.coverage.export import COLUMNS, explain, to_csv, to_values, to_xlsx
from assetmap.coverage.gaps import GapTable, find_gaps
from assetmap.coverage.supply import Provision, build_supply
from assetmap.directory.categories import Category

HYPERLINK = '=HYPERLINK("http://example.org","x")'


@pytest.fixture
def table() -> GapTable:
    """Two wards, one with a name that is a formula, and a food bank in the other."""
    demand = build_demand(
        [
            Ward("W1", HYPERLINK, "D1", "-2+3", ("D1",)),
            Ward("W2", "St Peter’s, é", "D1", "-2+3", ("D1",)),
        ],
        Dwellings(
            np.zeros(3),
            np.array([0.0, 0, 9000]),
            np.array([1, 1, 0], np.int32),
            np.array([0, 0, 1], np.int32),
        ),
        ["L1", "L2"],
        np.array([2, 1], np.int32),
        [
            Measure("residents", "Residents", "people", True, np.array([300.4, 100])),
            Measure("health_score", "Health", "score", False, np.array([0.12345, np.nan])),
        ],
        notes=("Something to know.",),
    )
    rows = [Provision(1, 0.0, 0.0, "W2", ("food",), ())]
    return find_gaps(
        demand,
        build_supply(rows, ["food"], demand),
        [Category("food", "Food", "g", "", (), "health_score")],
    )


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_values_are_rounded_and_missing_ones_are_none(table: GapTable) -> None:
    first, second = (to_values(table, row) for row in table.rows())
    assert tuple(first) == COLUMNS
    assert (first["ward_code"], first["status"], first["share_without"], first["need"]) == (
        "W1",
        "none",
        1,
        None,
    )
    assert (second["residents"], second["need"], second["need_unit"]) == (300, 0.123, "score")
    assert (second["nearest_m"], second["reach_m"], second["context"]) == (0, 1600, False)


def test_csv_keeps_text_from_being_a_formula(table: GapTable) -> None:
    first, second = read_csv(to_csv(table))
    assert (first["ward"], first["district"]) == ("'" + HYPERLINK, "'-2+3")
    assert (first["nearest_m"], first["need"]) == ("9000", "")
    assert (second["ward"], second["context"], second["residents"]) == ("St Peter’s, é", "false", "300")


def test_a_workbook_holds_the_same_as_text_and_numbers(table: GapTable) -> None:
    book = load_workbook(io.BytesIO(to_xlsx(table)))
    assert book.sheetnames == ["Gaps", "Wards", "How to read this"]
    head, *rows = book["Gaps"].iter_rows()
    assert tuple(cell.value for cell in head) == COLUMNS
    expected = [tuple(to_values(table, gap).values()) for gap in table.rows()]
    assert [tuple(cell.value for cell in row) for row in rows] == expected
    assert [row[1].data_type for row in rows] == ["s", "s"]
    assert [cell.value for cell in list(book["Wards"].iter_rows())[1]][4:] == [1, 0, 0, "Food"]
    assert "Something to know." in [cell.value for (cell,) in book["How to read this"].iter_rows()]


def test_the_explanation_names_the_reach_and_what_does_not_count(table: GapTable) -> None:
    text = " ".join(explain(table))
    assert "1,600 metres" in text
    assert "Online and telephone services never count" in text


def test_control_characters_do_not_stop_a_workbook(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable]
) -> None:
    table = measure_gaps(make_demand([(0, 0, "ab\x07bey", "L1")], {"L1": 1}), [])
    book = load_workbook(io.BytesIO(to_xlsx(table)))
    assert book["Gaps"]["A2"].value == "ab bey"
