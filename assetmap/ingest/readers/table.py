"""The one shape that a spreadsheet takes once it is read, whatever its make."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from assetmap.errors import FileRefused
from assetmap.ingest.columns import find_header
from assetmap.ingest.normalise.text import clean_cell, one_line
from assetmap.ingest.readers.kinds import refuse_other_kinds
from assetmap.ingest.readers.limits import check_size
from assetmap.ingest.rules import Rules

_LOOKED_AT = 50

Rows = Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, each with the number that a spreadsheet shows beside it."""

    headers: tuple[str, ...]
    header_row: int
    rows: Iterator[tuple[int, Sequence[str]]]
    expected: int
    read_as: str


def open_table(path: Path, rules: Rules, *, sheet: str | None = None) -> Table:
    """Open a CSV or XLSX file and find its header; what is no table is refused with the reason."""
    check_size(path)
    start = _start_of(path)
    refuse_other_kinds(path, start)
    if start.startswith(b"PK"):
        from assetmap.ingest.readers.xlsx_file import read_xlsx

        rows, expected, read_as = read_xlsx(path, rules, sheet=sheet)
    else:
        from assetmap.ingest.readers.csv_file import read_csv

        rows, expected, read_as = read_csv(path)
    return _table(iter(rows), expected, read_as, rules)


def _table(rows: Iterator[Sequence[str]], expected: int, read_as: str, rules: Rules) -> Table:
    raw = list(islice(rows, _LOOKED_AT))
    first = [[one_line(clean_cell(cell)) for cell in row] for row in raw]
    if not any(any(row) for row in first):
        raise FileRefused(
            "The file is empty.", hint="Save the spreadsheet again and check that it holds the rows."
        )
    place = find_header(first, rules)
    headers = _without_empty_end(first[place])
    body = enumerate(chain(raw[place + 1 :], rows), start=place + 2)
    return Table(headers, place + 1, _data_rows(body, headers), max(expected - place - 1, 0), read_as)


def _data_rows(
    rows: Iterable[tuple[int, Sequence[str]]], headers: tuple[str, ...]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows that hold anything; a second header among them means two tables in one sheet."""
    folded = [header.lower() for header in headers]
    start = folded[0]
    for number, cells in rows:
        if not any(cells):
            continue
        if cells[0].strip().lower() == start and _same(cells, folded):
            raise FileRefused(
                f"Row {number} is the header again: there are two tables in one sheet.",
                hint="Put each table in a file of its own, or remove the second header.",
            )
        yield number, cells


def _same(cells: Sequence[str], folded: list[str]) -> bool:
    said = [one_line(clean_cell(cell)).lower() for cell in cells]
    return said[: len(folded)] == folded and not any(said[len(folded) :])


def _without_empty_end(cells: Sequence[str]) -> tuple[str, ...]:
    last = max(place for place, cell in enumerate(cells) if cell)
    return tuple(cells[: last + 1])


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4_096)
