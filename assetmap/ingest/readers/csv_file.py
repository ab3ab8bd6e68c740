"""CSV files: their encoding and delimiter found, their rows read one by one."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from assetmap.errors import FileRefused
from assetmap.feeds.lines import lines_of
from assetmap.ingest.fields import field_of
from assetmap.ingest.readers.limits import count_cells

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE_CHARACTERS = 65_536
_SAMPLE_ROWS = 60
_LONGEST_CELL = 1_000_000
_CHUNK_BYTES = 2**20
_AGAIN = "Save it again as “CSV UTF-8” and import that."


@dataclass(frozen=True, slots=True)
class Survey:
    """What reading a file through has shown: its encoding, how it begins, and how many lines it has."""

    encoding: str
    beginning: str
    lines: int

    @property
    def encoding_name(self) -> str:
        """The encoding as people call it."""
        if self.encoding == "cp1252":
            return "Windows-1252"
        return self.encoding.upper().removesuffix("-SIG")[:6].rstrip("-")


def read_csv(path: Path) -> tuple[Iterator[Sequence[str]], int, str]:
    """The rows, about how many there are, and how the file was read."""
    found = survey(path)
    delimiter = find_delimiter(found.beginning)
    rows = _rows(path, found.encoding, delimiter)
    return rows, found.lines, f"CSV, {found.encoding_name}, {_DELIMITERS[delimiter]}"


def survey(path: Path) -> Survey:
    """Read a file through as UTF-8, UTF-16 or Windows-1252; raises FileRefused where it is none of them."""
    with path.open("rb") as file:
        start = file.read(4_096)
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if start.startswith(mark):
            return _survey(path, encoding)
    if start.count(0) > len(start) // 4:
        return _survey(path, "utf-16-be" if start[:1] == b"\x00" else "utf-16-le")
    try:
        return _survey(path, "utf-8")
    except FileRefused as refused:
        if refused.__cause__ is None:
            raise
        return _survey(path, "cp1252")


def _survey(path: Path, encoding: str) -> Survey:
    decoder = codecs.getincrementaldecoder(encoding)()
    beginning, lines, done = "", 1, 0
    with path.open("rb") as file:
        while True:
            piece = file.read(_CHUNK_BYTES)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                # What was left over of the piece before stands before this one.
                place = done - (len(error.object) - len(piece)) + error.start
                raise FileRefused(
                    f"{path} is neither UTF-8, UTF-16 nor Windows-1252: byte {place:,} cannot be read.",
                    hint=_AGAIN,
                ) from error
            if "\x00" in text:
                raise FileRefused(f"{path} is no text, so it is no CSV table.", hint=_AGAIN)
            beginning += text[: _SAMPLE_CHARACTERS - len(beginning)]
            lines, done = lines + text.count("\n"), done + len(piece)
            if not piece:
                return Survey(encoding, beginning, lines)


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


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Sequence[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as text:
        reader = csv.reader(lines_of(text, str(path)), delimiter=delimiter, strict=True)
        try:
            yield from count_cells(path, reader)
        except csv.Error as error:
            raise FileRefused(
                f"{path} cannot be read near line {reader.line_num:,}: {error}.",
                hint="Most often a quotation mark is opened there and not closed. " + _AGAIN,
            ) from None
        except UnicodeDecodeError:
            raise FileRefused(f"{path} was changed while it was read.", hint="Import it again.") from None
