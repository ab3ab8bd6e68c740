"""Finding a phrase in every text column of the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, text

from assetmap.directory.erasure.phrase import Phrase, windows
from assetmap.directory.erasure.scrub import Scrubber
from assetmap.migrations.jobs import SCHEMA

#: Boundaries, postcodes and figures of everybody, which tell of nobody.
REFERENCE = (
    "alembic_version", "area", "area_membership", "data_load", "measure", "population_figure", "postcode",
)  # fmt: skip
_COLUMNS = text(Path(__file__).with_name("columns.sql").read_text(encoding="utf-8"))
# As phrases fold texts; whatever it lets through besides is looked at here.
_FOLDED = (
    "translate(replace(lower(regexp_replace(normalize(replace({0}::text, 'ẞ', 'ß'), NFKD),"
    " '[\\u0300-\\u036f]', '', 'g')), 'ß', 'ss'), 'ςı', 'σi')"
)
_BARE = {"number": "[^0-9]", "postcode": r"[\W_]", "words": None}
_AROUND = 30


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may hold a text, and what it may hold in its place."""

    name: str
    type: str
    nullable: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns that may hold a text."""

    schema: str
    name: str
    columns: tuple[Column, ...]

    @property
    def quoted(self) -> str:
        """Its name as SQL has it."""
        return f'"{self.schema}"."{self.name}"'


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that holds the phrase: where it lies, and what its columns hold, with the phrase and without."""

    place: str
    key: Any
    values: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a column hold the phrase, and the first of them around it."""

    table: str
    column: str
    rows: int
    excerpt: str


def list_tables(connection: Connection) -> list[Table]:
    """Every table that may hold a text that somebody wrote."""
    rows = connection.execute(_COLUMNS, {"jobs": SCHEMA, "reference": list(REFERENCE)}).all()
    return [
        Table(schema, name, tuple(Column(row.column, row.type, row.nullable) for row in several))
        for (schema, name), several in groupby(rows, lambda row: (row.schema, row.table))
    ]


def find_hits(connection: Connection, table: Table, phrase: Phrase) -> Iterator[Hit]:
    """The rows of a table that hold the phrase."""
    rows = connection.execute(
        text(_ask(connection, table, phrase)),
        {"core": _core(phrase)},
        execution_options={"stream_results": True, "yield_per": 500},
    )
    scrubber = Scrubber.of(phrase)
    for place, key, *values in rows:
        found = {}
        for column, value in zip(table.columns, values, strict=True):
            new = value if value is None else scrub_value(scrubber, value)
            if new != value:
                found[column.name] = (value, new)
        if found:
            yield Hit(place, key, found)


def count_hits(connection: Connection, phrase: Phrase) -> list[Count]:
    """Where the phrase stands, column by column."""
    counts = []
    for table in list_tables(connection):
        rows: dict[str, int] = {}
        first: dict[str, str] = {}
        for hit in find_hits(connection, table, phrase):
            for column, (old, _) in hit.values.items():
                rows[column] = rows.get(column, 0) + 1
                first.setdefault(column, excerpt(phrase, old))
        counts += [Count(table.name, column, rows[column], first[column]) for column in rows]
    return counts


def scrub_value(scrubber: Scrubber, value: Any) -> Any:
    """A column's value without the phrase, of whatever type it is."""
    return scrubber.document(value) if isinstance(value, str) else scrubber.value(value)


def excerpt(phrase: Phrase, value: Any) -> str:
    """The first place where a value holds the phrase, in one line."""
    said = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    for found in windows(phrase.shape, phrase.size, said):
        if found.content == phrase.content:
            start, end = max(0, found.start - _AROUND), found.end + _AROUND
            around = " ".join(said[start:end].split())
            return f"{'…' if start else ''}{around}{'…' if end < len(said) else ''}"
    return ""


def _core(phrase: Phrase) -> str:
    """What must stand in a value that holds the phrase, where SQL folds it in the same way."""
    words = [word for word in phrase.content.split() if word.isascii()]
    return max(words, key=len, default="")


def _ask(connection: Connection, table: Table, phrase: Phrase) -> str:
    bare = _BARE[phrase.shape]
    conditions = []
    for column in table.columns:
        folded = _FOLDED.format(f'"{column.name}"')
        if bare is not None:
            folded = f"regexp_replace({folded}, '{bare}', '', 'g')"
        conditions.append(f"strpos({folded}, :core) > 0")
    key = _key_of(connection, table)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return f"SELECT ctid::text, {key}, {names} FROM {table.quoted} WHERE {' OR '.join(conditions)}"  # noqa: S608


def _key_of(connection: Connection, table: Table) -> str:
    """What the audit calls a row: its id, or its service's."""
    query = text(
        "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:table AS regclass)"
        " AND attname IN ('id', 'service_id') ORDER BY attname LIMIT 1"
    )
    name = connection.execute(query, {"table": table.quoted}).scalar()
    return f'"{name}"' if name else "NULL"
