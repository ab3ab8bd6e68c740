"""A tabular package (HSDS): which file is which table, and its rows with their values' types."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

import orjson

from assetmap.errors import FileRefused
from assetmap.feeds.files import Files
from assetmap.feeds.lines import is_utf8, lines_of
from assetmap.feeds.standard import ENTITIES, TABLE_NAMES, field_of

PACKAGE = "datapackage.json"
_LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a package: what its rows are, the file they are in, and what types its columns have."""

    kind: str
    file: str
    delimiter: str = ","
    types: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row; an empty cell is left out."""

    number: int
    data: dict[str, Any]


class Tables:
    """The tables of one package."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._tables = {table.kind: table for table in _find(files)}
        if "service" not in self._tables:
            raise FileRefused(
                f"{files.title} has no table of services.",
                hint="A package has a file services.csv, or names another in its datapackage.json.",
            )

    @property
    def kinds(self) -> list[str]:
        """The tables that there are, in the order of the standard."""
        return [kind for kind in ENTITIES if kind in self._tables]

    def file_of(self, kind: str) -> str:
        """The file of a table."""
        return self._tables[kind].file

    def rows(self, kind: str) -> Iterator[Row]:
        """The rows of a table, if there is one."""
        table = self._tables.get(kind)
        if table is None:
            return
        with self._files.open(table.file) as raw:
            encoding = "utf-8-sig" if is_utf8(raw) else "cp1252"
        with (
            self._files.open(table.file) as raw,
            io.TextIOWrapper(raw, encoding, errors="replace", newline="") as text,
        ):
            yield from _rows(table, text)


def is_package(files: Files) -> bool:
    """Whether files are a tabular package: one describes it, or one is the table of services."""
    return PACKAGE in files.names or any(_kind_of(name) == "service" for name in files.names)


def _find(files: Files) -> Iterator[Table]:
    named = {_kind_of(name): Table(_kind_of(name), name) for name in files.names if _kind_of(name)}
    if PACKAGE in files.names:
        named |= {table.kind: table for table in _described(files)}
    yield from named.values()


def _described(files: Files) -> Iterator[Table]:
    try:
        package = orjson.loads(files.read(PACKAGE))
    except orjson.JSONDecodeError as error:
        raise FileRefused(f"{PACKAGE} in {files.title} is no JSON: {error}.") from error
    resources = package.get("resources") if isinstance(package, dict) else None
    for resource in resources if isinstance(resources, list) else []:
        path = resource.get("path") if isinstance(resource, dict) else None
        path = path[0] if isinstance(path, list) and path else path
        kind = TABLE_NAMES.get(str(resource.get("name"))) if isinstance(resource, dict) else None
        if kind and isinstance(path, str) and path in files.names:
            dialect = resource.get("dialect")
            delimiter = dialect.get("delimiter", ",") if isinstance(dialect, dict) else ","
            if not isinstance(delimiter, str) or len(delimiter) != 1:
                delimiter = ","
            yield Table(kind, path, delimiter, _types(resource.get("schema")))


def _types(schema: Any) -> dict[str, str]:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return {
        str(one.get("name")).strip().lower(): str(one.get("type"))
        for one in (fields if isinstance(fields, list) else [])
        if isinstance(one, dict)
    }


def _kind_of(name: str) -> str:
    stem, _, ending = name.lower().rpartition(".")
    return TABLE_NAMES.get(stem.rpartition("/")[2], "") if ending == "csv" else ""


def _rows(table: Table, text: TextIO) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines_of(text, table.file), delimiter=table.delimiter)
    try:
        headers = [header.strip().lower() for header in next(reader, [])]
        kinds = [_cast_of(table, header) for header in headers]
        for cells in reader:
            if any(cells):
                yield Row(
                    reader.line_num,
                    {
                        header: cast(cell)
                        for header, cast, cell in zip(headers, kinds, cells, strict=False)
                        if cell != "" and header
                    },
                )
    except csv.Error as error:
        raise FileRefused(
            f"{table.file} breaks off as a table at line {reader.line_num}: {error}."
        ) from error


def _cast_of(table: Table, header: str) -> Any:
    """What the standard says of a column goes before what the package says."""
    known = field_of(table.kind, header)
    if known is not None:
        return _number if known.kind in ("number", "whole") else str
    return _CASTS.get(table.types.get(header, ""), str)


def _number(cell: str) -> Any:
    """A number where the cell is one; the check says what is wrong with any other."""
    try:
        number = float(cell)
    except ValueError:
        return cell
    return int(number) if number.is_integer() and "." not in cell and "e" not in cell.lower() else number


def _flag(cell: str) -> Any:
    return {"true": True, "false": False}.get(cell.lower(), cell)


_CASTS = {"integer": _number, "number": _number, "boolean": _flag}
