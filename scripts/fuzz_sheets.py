"""Read a thousand sheets that nobody would write: each must end in rows or in a sentence.

.venv/bin/python scripts/fuzz_sheets.py [COUNT] [SEED]
"""

import io
import random
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook

from assetmap.config import Settings
from assetmap.directory.categories import load_categories
from assetmap.errors import AssetMapError
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.category_words import CategoryWords
from assetmap.ingest.columns import map_columns
from assetmap.ingest.fields import FIELDS
from assetmap.ingest.readers import open_table
from assetmap.ingest.rows import RowReader
from assetmap.ingest.rules import Rules

_CELLS = (
    "", " ", "Tea", "=1+1", "＝1+1", "'", '"', '""', "#REF!", "CT9 1XZ", "inf", "nan", "-1e999", "31/02/2026",
    "01/01/9999", "1e5", "9" * 5_000, "(" * 3_000, "\u1680" * 3_000, "£" * 500, "a\u0301" * 200, "\u202eabc",
    "Mon-Fri 9-5", "every second Tuesday", "18+", "yes", "\x0bx", "😀" * 100, "<a href=x>", "x" * 40_000,
    "51.38", "0,0", "a@b.c", "http://", "http://[", "https://a.b/" + "%" * 300, "\r\n", "a\nb", "٣٤", "½",
)  # fmt: skip
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**15, 0.1, date(1900, 1, 1), date(9999, 12, 31), "#N/A", "=1/0",
)  # fmt: skip


def sheets(count: int, seed: int, folder: Path) -> list[Path]:
    """Write so many files, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret hangs on it
    makers: list[Callable[[random.Random], tuple[str, bytes]]] = [_csv, _csv, _xlsx, _xlsx, _broken, _noise]
    found = []
    for number in range(count):
        ending, body = dice.choice(makers)(dice)
        path = folder / f"{number}.{ending}"
        path.write_bytes(body)
        found.append(path)
    return found


def read_sheet(path: Path) -> int:
    """Read a file as an import does, up to what is staged; returns how many rows."""
    rules = Rules()
    table = open_table(path, rules)
    columns = map_columns(table.headers, rules)
    words = CategoryWords(load_categories(Settings().data_dir / "taxonomy" / "categories.toml"), {})
    reader = RowReader(columns, rules, words, cast("AreaNames", _NoAreas()), datetime.now(UTC).date())
    return len([reader.read(number, cells) for number, cells in table.rows])


class _NoAreas(AreaNames):
    """As it is where no areas are loaded."""

    def __init__(self) -> None:
        self._codes, self._by_key, self._told, self._read = {}, {}, {}, {}


def _rows(dice: random.Random) -> list[list[str]]:
    headers = dice.sample([field.name for field in FIELDS], dice.randint(1, 12))
    if dice.random() < 0.8:
        headers[:2] = ["name", "postcode"]
    if dice.random() < 0.2:
        headers.append(dice.choice(_CELLS))
    width = len(headers)
    body = [
        [dice.choice(_CELLS) for _ in range(max(width + dice.choice((0, 0, 0, -1, 1)), 0))]
        for _ in range(dice.randint(0, 12))
    ]
    return [headers, *body]


def _csv(dice: random.Random) -> tuple[str, bytes]:
    delimiter, quote = dice.choice(",;\t|"), dice.choice(('"', '"', "'", ""))
    lines = [delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in _rows(dice)]
    text = dice.choice(("\n", "\r\n", "\r")).join(lines)
    body = text.encode(dice.choice(_ENCODINGS), errors="replace")
    return "csv", body[: dice.randint(1, len(body))] if dice.random() < 0.2 else body


def _xlsx(dice: random.Random) -> tuple[str, bytes]:
    book = Workbook()
    sheet: Any = book.active
    for row in _rows(dice):
        sheet.append([
            dice.choice(_VALUES) if dice.random() < 0.2 else "".join(filter(str.isprintable, cell))[:32_767]
            for cell in row
        ])  # fmt: skip
    if dice.random() < 0.3:
        sheet.merge_cells("A1:C3")
    if dice.random() < 0.3:
        book.create_sheet("Hidden").sheet_state = "hidden"
    held = io.BytesIO()
    book.save(held)
    return "xlsx", held.getvalue()


def _broken(dice: random.Random) -> tuple[str, bytes]:
    body = bytearray(_xlsx(dice)[1])
    if dice.random() < 0.5:
        for _ in range(dice.randint(1, 20)):
            body[dice.randrange(len(body))] = dice.randrange(256)
        return "xlsx", bytes(body)
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            part = bytearray(old.read(name))
            if dice.random() < 0.3:
                start = dice.randrange(len(part))
                part[start : start + dice.randint(1, 40)] = dice.choice(
                    (b"", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\x00", b"<c r='XFD9'/>", b'r="0"', b"&b;")
                )
            if dice.random() < 0.95:
                new.writestr(name, bytes(part))
    return "xlsx", held.getvalue()


def _noise(dice: random.Random) -> tuple[str, bytes]:
    start = dice.choice(
        (b"", b"PK\x03\x04", b"Name,Postcode\n", b"\xff\xfe", b"\xd0\xcf\x11\xe0", b"{", b"<?xml")
    )
    return "csv", start + dice.randbytes(dice.randint(0, 2_000))


def main(count: int = 1_000, seed: int = 1) -> int:
    """Read them all; returns how many ended in anything else."""
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in sheets(count, seed, Path(folder)):
            try:
                read_sheet(path)
                ends["rows"] += 1
            except AssetMapError:
                ends["a sentence"] += 1
            except Exception as error:
                ends["a traceback"] += 1
                print(f"{path.name}: {type(error).__name__}: {str(error)[:200]}")
    print(", ".join(f"{number:,} ended in {what}" for what, number in ends.most_common()))
    return ends["a traceback"]


if __name__ == "__main__":
    sys.exit(1 if main(*map(int, sys.argv[1:3])) else 0)
