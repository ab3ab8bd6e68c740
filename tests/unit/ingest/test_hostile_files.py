"""A small file that unpacks to much, in every way that there is, is a sentence."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hostile_files import sheet, styles, texts, write_workbook

from assetmap.errors import FileRefused
from assetmap.ingest.readers import open_table
from assetmap.ingest.rules import Rules

TEA = '<row r="2"><c r="A2" t="inlineStr"><is><t>Tea</t></is></c></row>'


def rows_of(path: Path) -> list[tuple[int, list[str]]]:
    return [(number, list(cells)) for number, cells in open_table(path, Rules()).rows]


def test_a_plain_workbook_of_our_own_is_read(tmp_path: Path) -> None:
    assert rows_of(write_workbook(tmp_path / "a.xlsx", sheet1=sheet(TEA))) == [(2, ["Tea"])]


def _many(piece: str, count: int) -> str:
    return "".join(piece.format(number) for number in range(2, count + 2))


FAR_OUT = _many('<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>', 400)
MERGED = _many('<mergeCell ref="A{0}:B{0}"/>', 200_001)
FORMATS = _many('<xf numFmtId="{0}"/>', 100_001)


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"sheet1": sheet(FAR_OUT)}, "5,000,000 cells"),
        ({"sheet1": sheet('<row r="2"><c r="AAAA2"><v>1</v></c></row>')}, "more than 16,384 cells"),
        ({"sheet1": sheet('<row r="1048577"/>')}, "has a row number 1048577"),
        ({"sheet1": sheet('<row r="999999999999999999999999999999"/>')}, "has a row number 999"),
        ({"sheet1": sheet("", f"<mergeCells>{MERGED}</mergeCells>")}, "more merged cells, links and rules"),
        ({"sheet1": sheet(f'<row r="2"><c r="A2"><is>{"<t/>" * 300_000}</is></c></row>')}, "in each of its"),
        ({"sharedStrings": texts("<si><t>a</t></si>" * 1_000_001)}, "more text in its cells"),
        ({"styles": styles(f"<cellXfs>{FORMATS}</cellXfs>")}, "more formats"),
    ],
    ids=["cells", "columns", "rows", "digits", "merged", "pieces", "texts", "formats"],
)
def test_what_unpacks_to_more_than_any_sheet_holds(
    tmp_path: Path, parts: dict[str, str], problem: str
) -> None:
    with pytest.raises(FileRefused, match=problem):
        rows_of(write_workbook(tmp_path / "a.xlsx", **parts))


@pytest.mark.parametrize("name", ["sheet1", "sharedStrings", "styles", "workbook"])
@pytest.mark.parametrize("padding", ["", f"<!--{'x' * 5_000}-->", "\n" * 100_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_its_own_wherever_they_are_defined(
    tmp_path: Path, name: str, padding: str, encoding: str
) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    part = {"sheet1": sheet(TEA), "sharedStrings": texts(""), "styles": styles(""), "workbook": "<workbook/>"}
    path = write_workbook(tmp_path / "a.xlsx", **{name: f"{padding}{bomb}{part[name]}"})
    if encoding == "utf-16":
        with zipfile.ZipFile(path) as archive:
            held = {one: archive.read(one).decode() for one in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for one, text in held.items():
                archive.writestr(one, text.encode("utf-16"))
    with pytest.raises(FileRefused, match="defines its own XML entities"):
        rows_of(path)


def test_a_part_by_any_name_is_gone_through(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", sheet1=sheet(TEA))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/picture.png", f"<!--{'x' * 5_000}--><!DOCTYPE x []><x/>")
    with pytest.raises(FileRefused, match="defines its own XML entities"):
        rows_of(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
        archive.writestr("xl/media/picture.png", b"\x89PNG\r\n")
    with pytest.raises(FileRefused, match="cannot be read"):
        rows_of(path)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"Name,Postcode\n" + b"," * 2_000_000, "Line 2 of .* has more than 1,000,000 characters"),
        (b"Name,Postcode\n" + b"," * 20_000 + b"\n", "Row 2 of .* has more than 16,384 cells"),
        (b"Name,Postcode\n" + (b"," * 16_000 + b"\n") * 400, "holds more than 5,000,000 cells"),
        (b'Name,Postcode\n"' + b"x\n" * 1_000_000 + b'",', "field larger than field limit"),
    ],
)
def test_a_table_of_nothing_but_commas(tmp_path: Path, body: bytes, problem: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(body)
    with pytest.raises(FileRefused, match=problem):
        rows_of(path)


LIMITED = f"import resource; resource.setrlimit(resource.RLIMIT_DATA, ({100 * 2**20},) * 2)"
READ = """
import sys
from pathlib import Path
from assetmap.ingest.readers import open_table
from assetmap.ingest.rules import Rules
from assetmap.errors import FileRefused
try:
    print(sum(1 for _ in open_table(Path(sys.argv[1]), Rules()).rows))
except FileRefused as refused:
    print(refused.message)
"""


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Postcode,Notes\n" + ("Tea,CT9 1XZ," + "é" * 1_000 + "\n") * 45_000, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"{LIMITED}{READ}", str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    # A file of 90 MB, in a program that may have 100 MB for everything.
    assert path.stat().st_size > 90e6
    assert done.stdout == "45000\n"
