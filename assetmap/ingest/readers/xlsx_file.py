"""XLSX workbooks, read a row at a time, with dates, times and numbers as a person would type them."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from assetmap.errors import FileRefused
from assetmap.ingest.columns import find_header
from assetmap.ingest.normalise.text import clean_cell, one_line
from assetmap.ingest.readers.kinds import refuse_other_archives
from assetmap.ingest.readers.limits import check_archive
from assetmap.ingest.readers.xml_parts import look_through
from assetmap.ingest.rules import Rules

_LOOKED_AT = 50
_AGAIN = "Open it in a spreadsheet program, save it again as XLSX and import that."


def read_xlsx(
    path: Path, rules: Rules, *, sheet: str | None = None
) -> tuple[Iterator[Sequence[str]], int, str]:
    """The rows of the sheet asked for, or of the first with a header we know; how many; and which sheet."""
    _check(path)
    book = _open(path)
    try:
        lengths = {each.title: each.max_row for each in book.worksheets}
        chosen = _sheet(path, book, rules, sheet)
    except BaseException:
        book.close()
        raise
    rows = _closing(book, _rows(path, chosen))
    return rows, lengths[chosen.title] or 0, f"XLSX, sheet “{chosen.title}”"


def _closing(book: Any, rows: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows; the file is closed after the last, or as soon as nobody wants more."""
    try:
        yield from rows
    finally:
        book.close()


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_other_archives(path, archive)
            check_archive(path, archive)
            look_through(path, archive)
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        zlib.error,
    ) as error:
        raise FileRefused(f"{path} is damaged: {error}.", hint=_AGAIN) from None


def _open(path: Path) -> Any:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations, which say nothing about the cells
            return load_workbook(path, read_only=True, data_only=True)
    except MemoryError:
        raise
    except Exception as error:  # whatever a broken part made the parser raise
        raise FileRefused(f"{path} is a workbook that cannot be read: {error}.", hint=_AGAIN) from None


def _sheet(path: Path, book: Any, rules: Rules, wanted: str | None) -> Any:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    names = ", ".join(f"“{sheet.title}”" for sheet in sheets)
    if wanted is not None:
        for sheet in book.worksheets:
            if sheet.title.lower() == wanted.lower():
                return sheet
        raise FileRefused(f"{path} has no sheet “{wanted}”.", hint=f"Its sheets are {names}.")
    if not sheets:
        raise FileRefused(f"{path} has no sheet with cells.")
    for sheet in sheets:
        first = [
            [one_line(clean_cell(cell)) for cell in row] for row in islice(_rows(path, sheet), _LOOKED_AT)
        ]
        try:
            find_header(first, rules)
        except FileRefused:
            continue
        return sheet
    return sheets[0]


def _rows(path: Path, sheet: Any) -> Iterator[Sequence[str]]:
    sheet.reset_dimensions()  # many programs write dimensions that are not true
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for row in sheet.iter_rows(values_only=True):
                yield [as_typed(value) for value in row]
    except (FileRefused, MemoryError):
        raise
    except Exception as error:  # whatever a broken part made the parser raise
        raise FileRefused(f"{path}, sheet “{sheet.title}”, cannot be read: {error}.", hint=_AGAIN) from None


def as_typed(value: object) -> str:
    """A cell's value as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)
