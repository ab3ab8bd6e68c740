"""The lines of a file of text, one by one, however large the file and however long one of them."""

import codecs
from collections.abc import Iterator
from typing import IO, TextIO

from assetmap.errors import FileRefused

#: No row of a table is longer, in characters: as many as thirty of the longest cells of a spreadsheet.
LONGEST_LINE = 1_000_000
_CHUNK_BYTES = 2**20


def is_utf8(file: IO[bytes]) -> bool:
    """Whether a file that is read from here on is UTF-8 to its end."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_CHUNK_BYTES):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def lines_of(text: TextIO, title: str) -> Iterator[str]:
    """Each line with its end; raises FileRefused at one that no table has."""
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise FileRefused(
                f"Line {number:,} of {title} has more than {LONGEST_LINE:,} characters, which no table has.",
                hint="Is it a table at all, and are its rows on lines of their own?",
            )
        yield line
