"""What was wrong with an import, out as a spreadsheet, mended, and in again."""

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Connection

from assetmap.directory.categories import Categories
from assetmap.errors import NotFound
from assetmap.ingest.issues import REASON, get_run, list_issues, write_issues
from assetmap.ingest.run import Options, import_file
from assetmap.ingest.sources import find_source

THREE_MISTAKES = """
Name|Organisation|Post code|When|Phone|Type
Tea|Friends|CT9 1AA|Mon 10-12|+44 1843 577577|befriending
Chess|Friends|CT99 9ZZ|Tue 7-9|01632 960123|Yoga
=1+1|Sums|CT9 1AB|Wed 1-3pm||underwater hockey
Walks|Legs|CT9 1AB|Thu 1-3pm||Walking groups
"""


def test_issues_are_listed_with_row_column_value_problem_and_what_was_done(
    give: Any, country: Connection
) -> None:
    summary = give(THREE_MISTAKES)
    found = [(issue.row_number, issue.column, issue.value, issue.problem, issue.action)
             for issue in list_issues(country, summary.import_id)]  # fmt: skip
    assert found == [
        (3, "Post code", "CT99 9ZZ", "Neither CT99 9ZZ nor any postcode that begins with CT99 9 is known.",
         "Kept in the directory, but not listed."),
        (3, "When", "Tue 7-9", "“Tue 7-9” does not say for certain on which days and at what times.",
         "Kept as words, without days and times."),
        (4, "Type", "underwater hockey", "No category has the word “underwater hockey”.",
         "The row goes on without this category."),
    ]  # fmt: skip
    assert len(list_issues(country, summary.import_id, limit=2)) == 2


def _mend_csv(path: Path) -> Path:
    mended = path.with_name("mended.csv")
    text = path.read_text("utf-8-sig").replace("CT99 9ZZ", "CT9 1AB").replace("Tue 7-9", "Tue 7-9pm")
    mended.write_text(text.replace("underwater hockey", "Yoga"), encoding="utf-8")
    return mended


def _mend_xlsx(path: Path) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    mends = {"CT99 9ZZ": "CT9 1AB", "Tue 7-9": "Tue 7-9pm", "underwater hockey": "Yoga"}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in mends:
                cell.value = mends[str(cell.value)]
    book.save(path.with_name("mended.xlsx"))
    return path.with_name("mended.xlsx")


@pytest.mark.parametrize(("name", "mend"), [("mend.csv", _mend_csv), ("mend.xlsx", _mend_xlsx)])
def test_the_rows_to_mend_come_back_mended(
    give: Any, ask: Any, country: Connection, categories: Categories, tmp_path: Path, name: str, mend: Any
) -> None:
    first = give(THREE_MISTAKES)
    before = ask("SELECT id FROM service ORDER BY id")
    assert write_issues(country, get_run(country, first.import_id), tmp_path / name) == 2
    mended = mend(tmp_path / name)
    second = import_file(country, mended, find_source("test"), categories, options=Options())
    assert second.partial
    assert (second.rows_in, second.listed, second.updated, second.retired, second.issues) == (2, 2, 2, 0, 0)
    assert ask("SELECT id FROM service ORDER BY id") == before
    assert ask("SELECT name FROM listing ORDER BY name") == ["=1+1", "Chess", "Tea", "Walks"]
    assert not any(REASON in record for record in ask("SELECT record FROM source_record"))


def test_the_whole_file_mended_afterwards_changes_nothing_more(
    give: Any, country: Connection, categories: Categories, tmp_path: Path
) -> None:
    first = give(THREE_MISTAKES)
    write_issues(country, get_run(country, first.import_id), tmp_path / "mend.csv")
    mended = _mend_csv(tmp_path / "mend.csv")
    import_file(country, mended, find_source("test"), categories, options=Options())
    whole = THREE_MISTAKES.replace("CT99 9ZZ", "CT9 1AB").replace("Tue 7-9", "Tue 7-9pm")
    third = give(whole.replace("underwater hockey", "Yoga"))
    assert (third.created, third.updated, third.unchanged, third.retired) == (0, 0, 4, 0)


def test_what_is_written_begins_with_why_and_keeps_the_columns(
    give: Any, country: Connection, tmp_path: Path
) -> None:
    summary = give(THREE_MISTAKES)
    write_issues(country, get_run(country, summary.import_id), tmp_path / "mend.csv")
    with (tmp_path / "mend.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [REASON, "Name", "Organisation", "Post code", "When", "Phone", "Type"]
    assert rows[2][1:] == ["'=1+1", "Sums", "CT9 1AB", "Wed 1-3pm", "", "underwater hockey"]
    assert rows[1][0].startswith("Post code: Neither CT99 9ZZ")


def test_cells_beyond_the_headers_are_not_lost(give: Any, country: Connection, tmp_path: Path) -> None:
    summary = give("Name|Post code\nTea|CT9 1AA|stray")
    write_issues(country, get_run(country, summary.import_id), tmp_path / "mend.csv")
    assert (tmp_path / "mend.csv").read_text("utf-8-sig").splitlines()[0].endswith(",(further cells)")
    assert "stray" in (tmp_path / "mend.csv").read_text("utf-8-sig").splitlines()[1]


def test_an_import_that_there_is_not(country: Connection) -> None:
    with pytest.raises(NotFound, match="There is no import number 77"):
        get_run(country, 77)
