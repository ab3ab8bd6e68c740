"""Files that are no table, told by how they begin."""

import zipfile
from pathlib import Path

from assetmap.errors import FileRefused

_SAVE_AS = "Open it in the program that made it and save the table as CSV or XLSX."
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = (
    (b"%PDF", "a PDF document"),
    (_OLD_EXCEL, "an old Excel file (.xls), or one that is protected by a password"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a text document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body", b"<svg")
_PARTS = (
    ("xl/workbook.xml", None),
    ("xl/workbook.bin", "a binary Excel file (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a slide show"),
    ("content.xml", "an OpenDocument file (.ods)"),
    ("Index/Document.iwa", "a Numbers file"),
)


def refuse_other_kinds(path: Path, start: bytes) -> None:
    """Refuse what is known to be something else than a table, by its name for people."""
    for magic, kind in _KINDS:
        if start.startswith(magic):
            raise _refused(path, kind)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_MARKUP):
        raise _refused(path, "a web page or XML")
    if text.startswith((b"{", b"[{")):
        raise _refused(path, "JSON")


def refuse_other_archives(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that holds no Excel workbook."""
    names = set(archive.namelist())
    for name, kind in _PARTS:
        if name in names:
            if kind is None:
                return
            raise _refused(path, kind)
    raise _refused(path, "an archive without a spreadsheet in it")


def _refused(path: Path, kind: str) -> FileRefused:
    return FileRefused(f"{path} is {kind}, not a CSV or XLSX table.", hint=_SAVE_AS)
