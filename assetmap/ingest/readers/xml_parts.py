"""The XML parts of a workbook, gone through once before a library builds anything of them.

What they hold is counted, not kept, so that a few bytes that unpack to millions of cells, formats or texts
are refused before they take any room; a part that defines entities of its own is refused wherever it does so.
"""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from assetmap.errors import FileRefused
from assetmap.ingest.readers.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SPLIT, too_many_cells

#: Texts that cells share, with the pieces of rich ones, and the size of all with their markup.
MAX_TEXTS = 1_000_000
MAX_TEXTS_BYTES = 100_000_000
#: Formats, names and whatever else a part lists that is read into objects.
MAX_LISTED = 100_000
#: Of a sheet everything that is neither a row nor a cell: merged cells, links, rules.
MAX_BESIDE = 200_000
_CHUNK_BYTES = 2**16
_LONGEST_NUMBER = 9
# Each of these takes a hundred times its room in the file.
_READ_WHOLE = frozenset({"styleSheet", "workbook", "Types", "Relationships", "coreProperties", "Properties"})
# What may lie in a cell, several to each.
_IN_CELLS = frozenset(
    "v f is t r rPr rPh phoneticPr rFont sz color family scheme charset vertAlign b i u strike".split()
)
_A_CELL = 6


def look_through(path: Path, archive: zipfile.ZipFile) -> None:
    """Go through every part; raises FileRefused where one means harm, and leaves what is no XML alone."""
    counted = _Counted(path)
    for member in archive.infolist():
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = counted.define
        counted.start(parser)
        with archive.open(member) as file:
            try:
                while piece := file.read(_CHUNK_BYTES):
                    parser.Parse(piece)
                    if counted.root == "sst" and file.tell() > MAX_TEXTS_BYTES:
                        raise counted.too_much("text in its cells")
            except expat.ExpatError:
                # What reads it as XML stops at the same place; a picture stops at its first byte.
                continue


@dataclass(slots=True)
class _Counted:
    """What was met in a part so far, and how many cells in all the sheets."""

    path: Path
    cells: int = 0
    root: str = ""
    elements: int = 0
    beside: int = 0
    row: int = 0
    width: int = 0
    _locals: dict[str, str] = field(default_factory=dict)
    _columns: dict[str, int] = field(default_factory=dict)

    def start(self, parser: expat.XMLParserType) -> None:
        """Begin with another part, whose first element says what it is."""
        self.root, self.elements, self.beside, self.row, self.width = "", 0, 0, 0, 0

        def begin(name: str, _attributes: object) -> None:
            self.root = name.rpartition(" ")[2]
            handlers = {"worksheet": self._in_sheet, "sst": self._in_texts}
            other = self._in_list if self.root in _READ_WHOLE else None
            parser.StartElementHandler = handlers.get(self.root, other)

        parser.StartElementHandler = begin

    def define(self, *_: object) -> None:
        raise FileRefused(f"{self.path} defines its own XML entities, which no spreadsheet does.")

    def too_much(self, what: str) -> FileRefused:
        return FileRefused(f"{self.path} holds more {what} than is read.", hint=SPLIT)

    def _in_list(self, _name: str, _attributes: object) -> None:
        self.elements += 1
        if self.elements > MAX_LISTED:
            raise self.too_much("formats, names and settings")

    def _in_texts(self, _name: str, _attributes: object) -> None:
        self.elements += 1
        if self.elements > 2 * MAX_TEXTS:
            raise self.too_much("text in its cells")

    def _in_sheet(self, name: str, attributes: dict[str, str]) -> None:
        local = self._locals.get(name)
        if local is None:
            local = self._locals[name] = name.rpartition(" ")[2]
        if local == "c":
            self._begin_cell(attributes.get("r", ""))
        elif local == "row":
            self._begin_row(attributes.get("r", ""))
        elif local in _IN_CELLS:
            self.elements += 1
            if self.elements > _A_CELL * self.cells + MAX_BESIDE:
                raise self.too_much("in each of its cells")
        else:
            self.beside += 1
            if self.beside > MAX_BESIDE:
                raise self.too_much("merged cells, links and rules")

    def _begin_row(self, said: str) -> None:
        number = int(said) if said.isdecimal() and len(said) <= _LONGEST_NUMBER else 0
        # Rows that are passed over are given out empty.
        self.row = max(number, self.row + 1)
        self.width = 0
        if self.row > MAX_ROWS or (said and not number):
            raise FileRefused(
                f"{self.path} has a row number {said[:20]}, and a sheet has {MAX_ROWS:,}.", hint=SPLIT
            )

    def _begin_cell(self, said: str) -> None:
        letters = said.rstrip("0123456789") if said else ""
        column = self._columns.get(letters) or self._column(letters) if letters else self.width + 1
        # Cells that are passed over are given out empty, too.
        self.cells += max(column - self.width, 1)
        self.width = max(column, self.width)
        if column > MAX_COLUMNS or self.cells > MAX_CELLS:
            raise too_many_cells(self.path, self.row, column)

    def _column(self, letters: str) -> int:
        column = 0
        for letter in letters.upper()[:4]:
            column = column * 26 + max(ord(letter) - 64, 1)
        self._columns[letters] = column
        return column
