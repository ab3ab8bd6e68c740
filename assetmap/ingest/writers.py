"""Tables out again as CSV or XLSX, with every cell as text: a formula that came in goes out as words."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from assetmap.errors import FileRefused
from assetmap.spreadsheet import guard

_WIDEST = 60


def write_table(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a new file, whole or not at all, in the format that its name ends in; returns how many rows."""
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise FileRefused(f"{path.name} ends in neither .csv nor .xlsx.", hint="Choose one of these endings.")
    if path.exists():
        raise FileRefused(f"{path} is there already.", hint="Choose another name; nothing is written over.")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        count = writer(unfinished, headers, rows)
        unfinished.rename(path)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guard(header) for header in headers])
        for row in rows:
            writer.writerow([guard(cell) for cell in row])
            count += 1
    return count


def _write_xlsx(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("To mend")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = _WIDEST
    count = -1
    for row in (headers, *rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.data_type = "s"  # or a text that begins with = is written as a formula
            cell.style = "Normal"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=count < 0)
            cell.quotePrefix = True
            cells.append(cell)
        sheet.append(cells)
        count += 1
    book.save(path)
    return count
