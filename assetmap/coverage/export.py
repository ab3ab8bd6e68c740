"""Gaps as CSV, a workbook or plain values for JSON, under the same column names everywhere."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from assetmap.coverage.gaps import Gap, GapTable
from assetmap.spreadsheet import guard

COLUMNS = (
    "ward_code",
    "ward",
    "district_code",
    "district",
    "category",
    "category_name",
    "context",
    "residents",
    "services_in_ward",
    "services_within_reach",
    "services_for_area",
    "reach_m",
    "share_without",
    "nearest_m",
    "status",
    "need_measure",
    "need_name",
    "need_unit",
    "need",
)
_WIDTHS = {"ward": 26, "district": 22, "category": 24, "category_name": 30, "need_name": 34, "need_unit": 24}
_MEANING = (
    "A service that comes to people is within reach of everybody in the areas it names.",
    "Online and telephone services never count. Roads, rivers and buses are not looked at.",
    "none: not one resident of the ward has such a service within reach.",
    "covered: at least three quarters of the residents have one within reach. thin: anything between.",
    "services_within_reach: each service once, whether in the ward or across its border.",
    "services_for_area: those among them that come to people or cover an area, and say nothing of distance.",
    "share_without: the share of residents with none within reach.",
    "nearest_m: metres to the nearest place, averaged over residents; services without a place do not count.",
    "residents: those of an LSOA spread evenly over its postcodes, so a ward's figure is an estimate.",
    "need: the figure that best shows who needs this kind of service.",
    "A count is added up over the ward; any other figure is averaged by residents.",
    "A gap is a gap in this directory: a service that nobody has told it of is missing here too.",
)


def to_values(table: GapTable, gap: Gap) -> dict[str, Any]:
    """One row as plain values, rounded to what the figures can bear; None where there is no figure."""
    code = gap.category.need
    name, unit = table.measures.get(code, (None, None))
    values = (
        gap.ward.code,
        gap.ward.name,
        gap.ward.district_code,
        gap.ward.district_name,
        gap.category.slug,
        gap.category.name,
        gap.category.context,
        round(gap.residents),
        gap.services_in_ward,
        gap.services_within_reach,
        gap.services_for_area,
        table.reach_m,
        _rounded(gap.share_without, 4),
        _whole(gap.nearest_m),
        gap.status,
        code,
        name,
        unit,
        _rounded(gap.need, 3),
    )
    return dict(zip(COLUMNS, values, strict=True))


def to_csv(table: GapTable) -> bytes:
    """The table as CSV in UTF-8, with the mark that makes Excel read it as such."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for gap in table.rows():
        writer.writerow([_inert(value) for value in to_values(table, gap).values()])
    return buffer.getvalue().encode("utf-8-sig")


def to_xlsx(table: GapTable) -> bytes:
    """The table as a workbook: one sheet of gaps, one of wards, and one that says how to read them."""
    book = Workbook(write_only=True)
    gaps = _sheet(book, "Gaps", COLUMNS)
    for gap in table.rows():
        gaps.append(_cells(gaps, to_values(table, gap).values()))
    wards = _sheet(
        book,
        "Wards",
        ("ward_code", "ward", "district", "residents", "none", "thin", "covered", "missing"),
    )
    names = {category.slug: category.name for category in table.categories}
    for row in table.summary():
        missing = "; ".join(names[slug] for slug in row.missing)
        ward = (row.ward.code, row.ward.name, row.ward.district_name, round(row.residents))
        wards.append(_cells(wards, (*ward, row.none, row.thin, row.covered, missing)))
    reading = book.create_sheet("How to read this")
    for line in explain(table):
        reading.append(_cells(reading, [line]))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def explain(table: GapTable) -> list[str]:
    """What the figures mean and do not mean, in sentences."""
    reach = f"Within reach: {table.reach_m:,.0f} metres or less in a straight line from where people live."
    return [reach, *_MEANING, *table.notes]


def _sheet(book: Workbook, title: str, columns: Sequence[str]) -> Any:
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + number)].width = _WIDTHS.get(column, 15)
    heads = _cells(sheet, columns)
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    return sheet


def _cells(sheet: Any, values: Iterable[Any]) -> list[Any]:
    cells: list[Any] = []
    for value in values:
        cell: Any = WriteOnlyCell(sheet, value=_printable(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            # Text stays text, whatever it begins with.
            cell.data_type = "s"
        cells.append(cell)
    return cells


def _inert(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guard(_printable(value)) if isinstance(value, str) else value


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _rounded(value: float, digits: int) -> float | None:
    return None if math.isnan(value) else round(value, digits)


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(value)
