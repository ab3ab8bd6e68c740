"""The tables and the exports of one database, read and made canonical."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import Connection, text

from .canonical import Canonical
from .names import Names

#: Geography is loaded and not imported; numbers of rows, bits and buckets of ids follow from the order in
#: which rows were written or from ids, and for the rest from tables that are read. A secret is of one
#: installation.
LEFT_OUT = (
    "area", "area_membership", "postcode", "measure", "population_figure", "data_load", "alembic_version",
    "spatial_ref_sys", "version", "listing_point", "listing_facet", "published_tally",
    "digest_secret",
)  # fmt: skip
#: Hashes of ids. Of a time of the day only whether there is one is said.
UNSAID = frozenset({"row_hash", "digest"})
#: The number of a row of the listing; that of a telephone is what there is to say.
NUMBER_OF_ROW = ("listing", "number")
#: Rows that only a number tells apart, which is given in the order in which they are written.
NUMBERED = frozenset({"import_run", "import_issue", "pair_decision", "metadata"})
#: Pairs that are written in the order of their ids.
PAIRED = frozenset({"duplicate", "pair_decision"})

Line = dict[str, Any]

_COLUMNS = text(
    "SELECT table_name, column_name, udt_name FROM information_schema.columns JOIN information_schema.tables"
    " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    " AND table_name NOT LIKE 'procrastinate%' AND table_name <> ALL (:left_out)"
    " ORDER BY table_name, ordinal_position"
)


def read_tables(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that a snapshot holds."""
    columns: dict[str, list[str]] = defaultdict(list)
    for table, column, kind in connection.execute(_COLUMNS, {"left_out": list(LEFT_OUT)}):
        if column not in UNSAID and (table, column) != NUMBER_OF_ROW:
            columns[table].append(_said(column, kind))
    return {
        table: [
            json.loads(row)
            for row in connection.execute(
                text(f"SELECT to_jsonb(row)::text FROM (SELECT {', '.join(each)} FROM {table}) AS row")  # noqa: S608
            ).scalars()
        ]
        for table, each in columns.items()
    }


def canonical_tables(tables: dict[str, list[dict[str, Any]]], canonical: Canonical) -> dict[str, list[Line]]:
    """The rows of every table, named."""
    runs = {row["id"]: number for number, row in enumerate(_in_order(tables.get("import_run", [])), 1)}
    lines = {table: [_line(table, row, runs, canonical) for row in rows] for table, rows in tables.items()}
    return {f"tables/{table}": each for table, each in lines.items()}


def _line(table: str, row: dict[str, Any], runs: dict[int, int], canonical: Canonical) -> Line:
    for column in ("import_id", "first_import_id", "last_import_id"):
        if column in row:
            row[column] = f"import {runs.get(row[column])}"
    if table in NUMBERED:
        number = row.pop("id")
        if table == "import_run":
            row["run"] = f"import {runs[number]}"
    line = canonical.line(row)
    if table == "metadata" and line["resource_id"] == "unknown id":
        line["resource_id"] = f"a {line['resource_type']} that is gone"
    if table in PAIRED:
        line["first_id"], line["second_id"] = sorted((line["first_id"], line["second_id"]))
    return line


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: int(row["id"]))


def _said(column: str, kind: str) -> str:
    if kind == "timestamptz":
        return f'CASE WHEN "{column}" IS NOT NULL THEN \'a time\' END AS "{column}"'
    if kind == "geometry":
        return f'ST_AsText("{column}") AS "{column}"'
    return f'"{column}"'


def read_exports(folder: Path, canonical: Canonical) -> dict[str, list[Line]]:
    """The rows of a CSV, a GeoJSON and a package that lie in a folder."""
    lines = {
        "export/csv": [canonical.line(row) for row in _csv((folder / "out.csv").read_text("utf-8-sig"))],
        "export/geojson": list(_geojson((folder / "out.geojson").read_text(), canonical)),
    }
    with ZipFile(folder / "out.zip") as package:
        for name in package.namelist():
            content = package.read(name).decode()
            if name.endswith(".csv"):
                lines[f"export/hsds/{Path(name).stem}"] = [canonical.line(row) for row in _csv(content)]
            else:
                said = json.loads(content) if name.endswith(".json") else content.splitlines()
                lines["export/hsds-about"] = [
                    *lines.get("export/hsds-about", []), canonical.line({"id": name, "said": said})
                ]  # fmt: skip
    return lines


def _geojson(content: str, canonical: Canonical) -> Iterator[Line]:
    collection = json.loads(content)
    features = collection.pop("features")
    yield canonical.line({"id": "collection", "members": collection})
    for feature in features:
        yield canonical.line(feature)


def _csv(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


def read_all(connection: Connection, exports: Path) -> dict[str, list[Line]]:
    """Tables and exports of one database as canonical lines."""
    tables = read_tables(connection)
    canonical = Canonical(Names(tables))
    return canonical_tables(tables, canonical) | read_exports(exports, canonical)
