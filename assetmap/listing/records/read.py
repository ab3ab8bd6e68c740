"""Read the published records: a page of them, each of them, or one, always in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.listing.records.kinds import Kind
from assetmap.listing.records.query import RecordQuery
from assetmap.listing.statements import sql

#: Records read at a time while all of them are.
CHUNK = 500
_DISTANCE = "point <-> ST_SetSRID(ST_MakePoint(:record_x, :record_y), 27700)"
#: All in one place, so that the order is that of the ids.
_NOWHERE = "CAST(0 AS float)"


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of a list: how many there are, how many are here, and these as the text of a JSON array."""

    total: int
    size: int
    contents: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the text of a JSON object, and when it last changed."""

    document: str
    modified_at: datetime


def find_records(
    connection: Connection, kind: Kind, query: RecordQuery, *, form: str, limit: int, offset: int
) -> RecordPage:
    """Find a page of the records that match, by id, or nearest first where the query says how near."""
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    if kind.tally and query.is_whole:
        statement = _fill("page_whole", kind, form)
        values["kind"] = kind.tally
    else:
        where = kind.where(query)
        statement = _fill("page_some", kind, form, where=where.sql, order=_order(query))
        values |= where.values
    return RecordPage(*connection.execute(text(statement), values).one())


def each_record(connection: Connection, kind: Kind, query: RecordQuery, *, form: str) -> Iterator[list[str]]:
    """Read every record that matches, some at a time, with a cursor that keeps them in the database."""
    if query.is_whole:
        statement, values = _fill("every_whole", kind, form), {}
    else:
        where = kind.where(query)
        statement = _fill("every_some", kind, form, where=where.sql, order=_order(query))
        values = where.values
    streaming = text(statement).execution_options(stream_results=True)
    with connection.execute(streaming, values) as rows:
        for chunk in rows.scalars().partitions(CHUNK):
            yield list(chunk)


def get_record(connection: Connection, kind: Kind, id: UUID, *, form: str) -> Record | None:  # noqa: A002
    """Return one record, or None where nothing of this kind has the id."""
    statement = _fill("one", kind, form)
    row = connection.execute(text(statement), {"id": id}).one_or_none()
    return Record(*row) if row else None


def _order(query: RecordQuery) -> str:
    return _DISTANCE if query.home and query.proximity is not None else _NOWHERE


def _fill(name: str, kind: Kind, form: str, **more: str) -> str:
    parts = {"table": kind.table, "source": kind.source, "document": kind.documents[form]}
    return sql(f"records/{name}").format(**parts, **more)
