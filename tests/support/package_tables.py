"""Two packages compared table by table and column by column, though their ids are not the same."""

import csv
import io
from collections import Counter
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

Row = dict[str, str]
Tables = dict[str, list[Row]]


def read_tables(path: Path) -> Tables:
    """Every table of a package, each row with every column."""
    with ZipFile(path) as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def without_ids(tables: Tables, *, but: frozenset[tuple[str, str]] = frozenset()) -> dict[str, Counter[str]]:
    """The rows of each table, with what each id stands for in its place; columns in `but` are left out.

    A row is named by what it says, then, round by round, by what the rows say that it points at.
    """
    ids = {name: [column for column in rows[0] if is_id(column)] for name, rows in tables.items() if rows}
    said = {
        (table, place): repr(
            [(name, cell) for name, cell in row.items() if not is_id(name) and (table, name) not in but]
        )
        for table, rows in tables.items()
        for place, row in enumerate(rows)
    }
    names = {
        row["id"]: said[table, place] for table, rows in tables.items() for place, row in enumerate(rows)
    }
    for _ in range(6):
        found: dict[str, str] = {}
        for table, rows in tables.items():
            for place, row in enumerate(rows):
                points = [
                    (column, names[row[column]]) for column in ids[table] if column != "id" and row[column]
                ]
                found[row["id"]] = said[table, place] + sha256(repr(points).encode()).hexdigest()[:12]
        names = found
    return {table: Counter(names[row["id"]] for row in rows) for table, rows in tables.items()}


def is_id(column: str) -> bool:
    """Whether a column holds ids."""
    return column == "id" or column.endswith("_id")
