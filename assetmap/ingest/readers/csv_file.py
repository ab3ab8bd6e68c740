"""CSV files: their encoding and delimiter found, their rows read one by one."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from assetmap.errors import FileRefused
from assetmap.ingest.fields import field_of

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE_CHARACTERS = 65_536
_SAMPLE_ROWS = 60
_LONGEST_CELL = 1_000_000
_AGAIN = "Save it again as “CSV UTF-8” and import that."


def read_csv(path: Path) -> tuple[Iterator[Sequence[str]], int, str]:
    """The rows, about how many there are, and how the file was read."""
    text, encoding = decode(path, path.read_bytes())
    if "\x00" in text:
        raise FileRefused(f"{path} is no text, so it is no CSV table.", hint=_AGAIN)
    delimiter = find_delimiter(text[:_SAMPLE_CHARACTERS])
    return _rows(path, text, delimiter), text.count("\n") + 1, f"CSV, {encoding}, {_DELIMITERS[delimiter]}"


def decode(path: Path, data: bytes) -> tuple[str, str]:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, with the name of its encoding."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decode(path, data, encoding)
    sample = data[:4_096]
    if sample.count(0) > len(sample) // 4:
        return _decode(path, data, "utf-16-be" if sample[:1] == b"\x00" else "utf-16-le")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decode(path, data, "cp1252")


def _decode(path: Path, data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{path} is neither UTF-8, UTF-16 nor Windows-1252: byte {error.start:,} cannot be read.",
            hint=_AGAIN,
        ) from None
    name = "Windows-1252" if encoding == "cp1252" else encoding.upper().removesuffix("-SIG")[:6].rstrip("-")
    return text, name


def find_delimiter(sample: str) -> str:
    """The delimiter that shows the most headers that we know, and cuts the first rows most evenly."""
    return max(_DELIMITERS, key=lambda delimiter: _sense(sample, delimiter))


def _sense(sample: str, delimiter: str) -> tuple[int, float]:
    """How many known headers the best row holds, and how evenly the rows are cut into more than one cell."""
    widths: Counter[int] = Counter()
    known = 0
    try:
        for row in islice(csv.reader(io.StringIO(sample), delimiter=delimiter), _SAMPLE_ROWS):
            if any(row):
                widths[len(row)] += 1
                known = max(known, len({field_of(cell) for cell in row} - {None}))
    except csv.Error:
        return 0, 0
    width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 1))
    return known, (width - 1) * rows / max(widths.total(), 1)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[Sequence[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefused(
            f"{path} cannot be read near line {reader.line_num:,}: {error}.",
            hint="Most often a quotation mark is opened there and not closed. " + _AGAIN,
        ) from None
