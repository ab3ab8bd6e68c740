"""The package as a zip: datapackage.json, a README, and a CSV file a table."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from assetmap.export.about import About
from assetmap.export.choice import Choice
from assetmap.export.hsds.describe import describe_package
from assetmap.export.hsds.rows import rows_of
from assetmap.export.hsds.tables import BETWEEN, TABLES, Table

_READ_ME = (
    "This is a tabular data package of services in Open Referral UK (profile HSDS-UK-3.0).",
    "datapackage.json describes every table and column; those of our own are marked there as extra.",
    "The text in it is exactly as published, for other systems. To read it in a spreadsheet, take the CSV or",
    "the workbook: there nothing that a provider writes can run as a formula.",
)


def write_package(path: Path, connection: Connection, choice: Choice, about: About) -> int:
    """Write every table as a zip; returns how many services. The same listing makes the same bytes."""
    services = 0
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        with _member(archive, "datapackage.json", about) as file:
            json.dump(describe_package(about), file, ensure_ascii=False, indent=2)
        with _member(archive, "README.txt", about) as file:
            file.write("\n".join([*_READ_ME, "", *about.lines()]) + "\n")
        for table in TABLES:
            with _member(archive, table.path, about) as file:
                count = _write_table(file, table, rows_of(connection, choice, table))
            services += count if table.entity == "service" else 0
    return services


def _write_table(file: io.TextIOWrapper, table: Table, rows: Iterator[dict[str, Any]]) -> int:
    writer = csv.writer(file)
    names = list(table.columns)
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])
        count += 1
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return BETWEEN.join(str(each) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


@contextmanager
def _member(archive: ZipFile, name: str, about: About) -> Iterator[io.TextIOWrapper]:
    """A file of the zip to write text to, dated as the listing is, so that equal contents are equal files."""
    info = ZipInfo(name, date_time=about.changed_at.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with (
        archive.open(info, "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding="utf-8", newline="") as file,
    ):
        yield file
