"""How large a file may be, compressed and not, before it is read, and how many cells it may hold."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assetmap.errors import FileRefused

MAX_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 300_000_000
#: As wide and as long as a sheet of a spreadsheet can be.
MAX_COLUMNS, MAX_ROWS = 16_384, 1_048_576
#: Cells of one file, empty ones between others included: a hundred thousand services with fifty columns.
MAX_CELLS = 5_000_000
_MAX_RATIO = 200
_RATIO_MATTERS_BYTES = 20_000_000
_MAX_MEMBERS = 2_000
SPLIT = (
    "Split it into smaller files, one source name for each, or remove sheets and columns that are not needed."
)


def check_size(path: Path) -> None:
    """Refuse a file that is not there, is no file, or is larger than we read."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}.", hint="Check the name and the folder.") from None
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.") from None
    if path.is_dir():
        raise FileRefused(f"{path} is a folder.", hint="Name one CSV or XLSX file.")
    if not path.is_file():
        raise FileRefused(f"{path} is no file.", hint="Name one CSV or XLSX file.")
    if size == 0:
        raise FileRefused(
            f"{path} is empty.", hint="Save the spreadsheet again and check that it holds the rows."
        )
    if size > MAX_BYTES:
        raise FileRefused(f"{path} is {_mb(size)}, and at most {_mb(MAX_BYTES)} is read.", hint=SPLIT)


def check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that unpacks to too much by what it declares; no part is read beyond that."""
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > _MAX_MEMBERS:
        raise FileRefused(
            f"{path} holds {len(members):,} parts; no spreadsheet needs more than {_MAX_MEMBERS:,}."
        )
    if declared > MAX_UNPACKED_BYTES or (
        declared > _RATIO_MATTERS_BYTES and declared > _MAX_RATIO * max(packed, 1)
    ):
        raise FileRefused(
            f"{path} unpacks from {_mb(packed)} to {_mb(declared)}, which no spreadsheet needs.", hint=SPLIT
        )


def count_cells(path: Path, rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The same rows; refuses one that is wider than a sheet, and the row with which there are too many."""
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if len(row) > MAX_COLUMNS or cells > MAX_CELLS:
            raise too_many_cells(path, number, len(row))
        yield row


def too_many_cells(path: Path, row: int, columns: int) -> FileRefused:
    """Say that a file holds more than is read."""
    if columns > MAX_COLUMNS:
        return FileRefused(f"Row {row:,} of {path} has more than {MAX_COLUMNS:,} cells.", hint=SPLIT)
    return FileRefused(f"{path} holds more than {MAX_CELLS:,} cells up to row {row:,}.", hint=SPLIT)


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} KB"
