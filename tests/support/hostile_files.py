"""Workbooks written by hand, part by part, as no spreadsheet program writes them."""

import zipfile
from pathlib import Path

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Postcode</t></is></c></row>'
)


def sheet(rows: str, after: str = "") -> str:
    """A sheet with a header, these rows, and what comes after them."""
    return f"<worksheet {_MAIN}><sheetData>{_HEADER}{rows}</sheetData>{after}</worksheet>"


def texts(inner: str) -> str:
    """The texts that cells share."""
    return f"<sst {_MAIN}>{inner}</sst>"


def styles(inner: str) -> str:
    """The formats."""
    return f"<styleSheet {_MAIN}>{inner}</styleSheet>"


def write_workbook(path: Path, **parts: str) -> Path:
    """Write a workbook of one sheet; what is given replaces the part of that name."""
    kinds = {"sheet1": "worksheet", "sharedStrings": "sharedStrings", "styles": "styles"}
    places = {name: f"worksheets/{name}.xml" if name == "sheet1" else f"{name}.xml" for name in kinds}
    overrides = "".join(
        f'<Override PartName="/xl/{places[name]}" ContentType="{_KIND}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    links = "".join(
        f'<Relationship Id="r{name}" Type="{_OFFICE}/{kind}" Target="{places[name]}"/>'
        for name, kind in kinds.items()
    )
    plain = {
        "sheet1": sheet(""),
        "sharedStrings": texts(""),
        "styles": styles(""),
        "workbook": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rsheet1"/></sheets></workbook>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
            f' ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_KIND}'
            f'.sheet.main+xml"/>{overrides}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" Type="{_OFFICE}'
            '/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        for name, part in (plain | parts).items():
            archive.writestr(f"xl/{places.get(name, f'{name}.xml')}", part)
    return path
