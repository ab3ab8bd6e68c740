"""A workbook: a sheet of listings, one that says where they come from, and one that explains the columns."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from sqlalchemy import Connection

from assetmap.errors import ExportRefused
from assetmap.export.about import TITLE, About
from assetmap.export.choice import Choice
from assetmap.export.columns import COLUMNS, NAMES, flat_rows
from assetmap.spreadsheet import clean

#: What a sheet can hold: rows with the header, and characters of a cell.
MOST_ROWS = 1_048_575
LONGEST = 32_767
_WIDTHS = {
    "name": 34,
    "organization": 30,
    "description": 60,
    "categories": 30,
    "opening_hours": 40,
    "venue": 30,
}
_USUAL = 16


def write_xlsx(path: Path, connection: Connection, choice: Choice, about: About) -> int:
    """Write the listings as a workbook; returns how many. Text too long for a cell is cut, and ends with …"""
    if choice.count(connection, MOST_ROWS + 1) > MOST_ROWS:
        raise ExportRefused(
            f"More than {MOST_ROWS:,} listings match, and a sheet of a workbook holds no more rows.",
            hint="Write CSV, or choose fewer with filters such as a district.",
        )
    book = Workbook(write_only=True)
    count = _write_listings(book, connection, choice)
    _write_lines(book, "About this data", [[TITLE], *([line] for line in about.lines())])
    _write_lines(book, "Columns", [["Column", "What it says"], *([one.name, one.says] for one in COLUMNS)])
    book.save(path)
    return count


def _write_listings(book: Workbook, connection: Connection, choice: Choice) -> int:
    sheet: Any = book.create_sheet("Services")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(NAMES, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, _USUAL)
    sheet.append(_heads(sheet, NAMES))
    count = 0
    for row in flat_rows(connection, choice):
        count += 1
        sheet.append([_cell(sheet, row[name]) for name in NAMES])
    return count


def _write_lines(book: Workbook, title: str, lines: list[list[str]]) -> None:
    sheet: Any = book.create_sheet(title)
    sheet.column_dimensions["A"].width = 24 if len(lines[0]) > 1 else 110
    sheet.column_dimensions["B"].width = 90
    sheet.append(_heads(sheet, lines[0]))
    for line in lines[1:]:
        sheet.append([_cell(sheet, text) for text in line])


def _heads(sheet: Any, texts: Iterable[str]) -> list[Any]:
    cells = [_cell(sheet, text) for text in texts]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = clean(value)
    cell: Any = WriteOnlyCell(sheet, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
    # Text stays text, whatever it begins with.
    cell.data_type = "s"
    return cell
