"""Spreadsheets of every make, and files that are none."""

import gzip
import io
import os
import struct
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assetmap.errors import FileRefused
from assetmap.ingest.readers import open_table
from assetmap.ingest.readers.csv_file import find_delimiter, survey
from assetmap.ingest.readers.xlsx_file import as_typed
from assetmap.ingest.rules import Rules

ROWS = "Name,Postcode,When\nCafé,CT9 1XX,Mon 9-12\n“Quiz”,CT10 1LX,\n"


def read(path: Path, rules: Rules | None = None, sheet: str | None = None) -> list[list[str]]:
    table = open_table(path, rules or Rules(), sheet=sheet)
    return [list(table.headers), *([str(number), *cells] for number, cells in table.rows)]


EXPECTED = [
    ["Name", "Postcode", "When"],
    ["2", "Café", "CT9 1XX", "Mon 9-12"],
    ["3", "“Quiz”", "CT10 1LX", ""],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "services.csv"
    path.write_bytes(ROWS.replace(",", delimiter).encode(encoding))
    assert read(path) == EXPECTED


def test_how_a_file_was_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_bytes(ROWS.replace(",", ";").encode("cp1252"))
    table = open_table(path, Rules())
    assert table.read_as == "CSV, Windows-1252, semicolons"
    assert table.header_row == 1


def test_commas_inside_cells_do_not_hide_the_delimiter() -> None:
    assert (
        find_delimiter("Name;Address\nA;1, High Street, Margate, Kent\nB;2, Low Road, Dover, Kent\n") == ";"
    )


def test_title_rows_blank_rows_and_row_numbers_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("Services in Thanet,,\n\nName,Postcode,When\n,,\nKnitting,CT9 1XX,\n\n\nChess,CT9 2YY,\n")
    assert read(path) == [
        ["Name", "Postcode", "When"],
        ["5", "Knitting", "CT9 1XX", ""],
        ["8", "Chess", "CT9 2YY", ""],
    ]


def test_a_cell_may_hold_lines_and_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text('Name,Postcode\n"Knit\n""and"" natter",CT9 1XX\n')
    assert read(path)[1] == ["2", 'Knit\n"and" natter', "CT9 1XX"]


def test_the_header_again_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text("Name,Postcode\nA,CT9 1XX\nname,postcode\nB,CT9 1XX\n")
    with pytest.raises(FileRefused, match="Row 3 is the header again"):
        read(path)


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text('Name,Postcode\n"A,CT9 1XX\nB,CT9 1XX\n' + "C,CT9 1XX\n" * 100)
    with pytest.raises(FileRefused, match="cannot be read near line") as caught:
        read(path)
    assert "quotation mark" in (caught.value.hint or "")


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "an old Excel file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (gzip.compress(b"Name,Postcode"), "a gzip archive"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><table><tr>", "a web page"),
        (b'[{"name": "x"}]', "JSON"),
        (b"", "is empty"),
        (b"\n\n\n", "The file is empty"),
        (b"Once upon a time there was a king.\nHe had a daughter.\n", "No header row was found"),
        (b"Name,Postcode\nA\x00,CT9 1XX\n", "is no text"),
        (b"Name,Postcode\n\x81\x8d\x8f,x\n", "neither UTF-8, UTF-16 nor Windows-1252"),
        (_zip({"word/document.xml": b"<w/>"}), "a Word document"),
        (_zip({"content.xml": b"<o/>"}), r"an OpenDocument file \(.ods\)"),
        (_zip({"readme.txt": b"hello"}), "an archive without a spreadsheet"),
        (_zip({"xl/workbook.xml": b"<not really"}), "cannot be read"),
        (_zip({"xl/workbook.xml": b"<w/>"})[:-30], "is damaged"),
        (_zip({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><w/>'}), "XML entities"),
    ],
)
def test_what_is_no_table_is_refused_by_its_name(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "services.csv"
    path.write_bytes(data)
    with pytest.raises(FileRefused, match=problem) as caught:
        read(path)
    assert caught.value.status == 422


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="There is no file"):
        read(tmp_path / "none.csv")
    with pytest.raises(FileRefused, match="is a folder"):
        read(tmp_path)


def test_a_200_mb_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 200_000_000)
    with pytest.raises(FileRefused, match="is 200 MB, and at most 100 MB is read"):
        read(path)


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "services.xlsx"
    path.write_bytes(_zip({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b" " * 30_000_000}))
    with pytest.raises(FileRefused, match=r"unpacks from .* to 30 MB, which no spreadsheet needs"):
        read(path)


def test_a_bomb_that_declares_too_little_is_read_no_further(tmp_path: Path) -> None:
    size = 30_000_000
    data = _zip({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b" " * size})
    path = tmp_path / "services.xlsx"
    path.write_bytes(data.replace(struct.pack("<I", size), struct.pack("<I", 100)))
    with pytest.raises(FileRefused, match=r"cannot be read|is damaged"):
        read(path)


def _workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "Read me"
    notes.append(["This is our list"])
    sheet = book.create_sheet("Services")
    sheet.append(["List of 2026"])
    sheet.append(["Name", "Postcode", "Monday", "Places", "Last checked"])
    sheet.append(["Café", "CT9 1XX", time(9), 12.0, datetime(2026, 1, 31)])  # noqa: DTZ001 - no zone
    sheet.append([None, None, None, None, None])
    sheet.append(["Quiz", "CT10 1LX", "9-5", True, date(2025, 12, 1)])
    path = tmp_path / "services.xlsx"
    book.save(path)
    return path


def test_the_sheet_with_a_header_is_found_in_a_workbook(tmp_path: Path) -> None:
    path = _workbook(tmp_path)
    assert read(path) == [
        ["Name", "Postcode", "Monday", "Places", "Last checked"],
        ["3", "Café", "CT9 1XX", "09:00", "12", "2026-01-31"],
        ["5", "Quiz", "CT10 1LX", "9-5", "yes", "2025-12-01"],
    ]


def test_a_sheet_may_be_asked_for_by_name(tmp_path: Path) -> None:
    path = _workbook(tmp_path)
    assert len(read(path, sheet="services")) == 3
    with pytest.raises(FileRefused, match="has no sheet “Servics”") as caught:
        read(path, sheet="Servics")
    assert caught.value.hint == "Its sheets are “Read me”, “Services”."


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (None, ""),
        (1.5, "1.5"),
        (28.0, "28"),
        (False, "no"),
        (datetime(2026, 1, 31, 9, 30), "2026-01-31 09:30"),  # noqa: DTZ001 - no zone
        (timedelta(hours=26, minutes=5), "26:05"),
        (17, "17"),
    ],
)
def test_values_become_what_a_person_would_type(value: object, typed: str) -> None:
    assert as_typed(value) == typed


def test_utf_16_without_a_mark_is_known_by_its_noughts(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("Name,Postcode\n".encode("utf-16-be"))
    found = survey(path)
    assert (found.beginning, found.encoding_name, found.lines) == ("Name,Postcode\n", "UTF-16", 2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=200), st.sampled_from([b"", b"Name,Postcode\n", b"\xff\xfe", b"PK\x03\x04"]))
def test_no_bytes_whatever_end_in_anything_but_rows_or_a_sentence(
    tmp_path: Path, data: bytes, start: bytes
) -> None:
    path = tmp_path / "services.csv"
    path.write_bytes(start + data)
    try:
        outcome = read(path)[0][0]
    except FileRefused as refused:
        outcome = refused.message
    assert outcome == "Name" or outcome.endswith(".")
