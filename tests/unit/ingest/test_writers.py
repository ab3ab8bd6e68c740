"""Tables out again: text stays text, and nothing is written over."""

from pathlib import Path

import openpyxl
import pytest

from assetmap.errors import FileRefused
from assetmap.ingest.readers import open_table
from assetmap.ingest.rules import Rules
from assetmap.ingest.writers import write_table

HEADERS = ["Name", "Postcode", "Phone"]
ROWS = [
    ['=HYPERLINK("http://evil.example", "click")', "CT9 1XX", "+44 1843 577577"],
    ["@SUM(A1)", "-1", "'quoted'"],
    ["two\nlines", "", "\x07bell"],
]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_is_written_reads_back_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write_table(path, HEADERS, ROWS) == 3
    table = open_table(path, Rules())
    read = [[cell.removeprefix("'") if cell[:2] in ("'=", "'@", "'+", "'-") else cell for cell in cells]
            for _, cells in table.rows]  # fmt: skip
    assert table.headers == tuple(HEADERS)
    assert [row[:2] for row in read] == [row[:2] for row in ROWS]
    assert list(tmp_path.iterdir()) == [path]


def test_no_cell_of_a_csv_begins_as_a_formula_does(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_table(path, HEADERS, ROWS)
    assert "\n\"'=HYPERLINK" in path.read_text("utf-8-sig")
    assert "\n'@SUM" in path.read_text("utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_table(path, HEADERS, ROWS)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} <= {"s", "inlineStr"}
    assert sheet["A2"].value == ROWS[0][0]


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("mine")
    with pytest.raises(FileRefused, match="is there already"):
        write_table(path, HEADERS, ROWS)
    assert path.read_text() == "mine"


def test_another_ending_and_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"ends in neither .csv nor .xlsx"):
        write_table(tmp_path / "out.ods", HEADERS, ROWS)
    with pytest.raises(FileRefused, match="cannot be written: No such file or directory"):
        write_table(tmp_path / "none" / "out.csv", HEADERS, ROWS)
