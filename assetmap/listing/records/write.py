"""Write the published records: part of a publication, from the same scratch tables as the listing's rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from assetmap.listing.records.ways import DELIVERY_ID, JOINING_ID, TAXONOMIES, WAYS
from assetmap.listing.statements import sql, statement

#: Of a longer description only the beginning is searched.
LONGEST_DESCRIPTION = 50_000
#: A scratch table with fewer rows than this is read through faster than it is indexed.
FEW = 200
URI = r"^https?://[^\s<>\"{}|\\^`]+$"
EMAIL = r'^[^\s@<>()\[\],;:"]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$'
#: Where the Office for National Statistics says what a code stands for.
STATISTICS = "http://statistics.data.gov.uk/id/statistical-geography/"

#: The scratch tables in the order in which they are made, with the column that each is looked up by.
BUILT = {
    "term": "id", "taxonomy": "id", "shown": "service_id", "owner": "id", "organization": "id",
    "address": "location_id", "rule": "service_id", "claim": "service_id", "open": None, "week": "service_id",
    "place": "id", "service": "id",
}  # fmt: skip
SCRATCH = (*BUILT, "needed", "change")


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of record is written: its tables, its columns, and what its digest is made of.

    `scope` restricts what is already published to what the publication is about. `by_day` tells records of a
    service that keeps a place secret: when they changed is said to the day, or what went and what came in its
    stead could be put together by the moment.
    """

    published: str
    record: str
    columns: Mapping[str, str]
    digest: str
    scope: str = ""
    join: str = ""
    tally: str | None = None
    by_day: str = "false"


_SAID = "jsonb_build_object('last_modified', {said})"
_DIGEST = "md5(concat(record.summary, record.detail, record.terms))::uuid"
SERVICE = Kind(
    "published_service",
    "record_service",
    {
        "id": "record.id",
        "organization_id": "record.organization_id",
        "minimum_age": "record.minimum_age",
        "maximum_age": "record.maximum_age",
        "open": "record.open",
        "terms": "record.terms",
        "summary": f"record.summary || {_SAID}",
        "detail": "record.detail",
    },
    _DIGEST,
    scope="JOIN publishing ON publishing.service_id = published.id",
    tally="service",
    by_day="record.secret",
)
PLACE = Kind(
    "published_place",
    "record_place",
    {
        "id": "record.id",
        "service_id": "record.service_id",
        "organization_id": "service.organization_id",
        "point": "record.point",
        "minimum_age": "service.minimum_age",
        "maximum_age": "service.maximum_age",
        "open": "record.open",
        "terms": "service.everywhere || record.terms || array_to_tsvector(record.lexemes)",
        "summary": f"record.summary || {_SAID}",
        "detail": "record.detail",
    },
    # A place changes with its service, which it is filtered by and shown with.
    "md5(concat(record.summary, record.detail, record.terms, record.lexemes, (SELECT service.digest "
    "FROM published_service AS service WHERE service.id = record.service_id)))::uuid",
    scope="JOIN publishing ON publishing.service_id = published.service_id",
    join="JOIN record_service AS service ON service.id = record.service_id",
    tally="service_at_location",
    by_day="service.secret",
)
ORGANIZATION = Kind(
    "published_organization",
    "(SELECT record_organization.* FROM record_organization JOIN record_needed USING (id))",
    {"id": "record.id", "terms": "record.terms", "summary": "record.summary", "detail": "record.detail"},
    _DIGEST,
    scope="JOIN record_owner USING (id)",
    tally="organization",
)
TAXONOMY = Kind(
    "published_taxonomy",
    "record_taxonomy",
    {"id": "record.id", "terms": "record.terms", "summary": "record.summary"},
    "md5(concat(record.summary, record.terms))::uuid",
)
TERM = Kind(
    "published_term",
    "record_term",
    {
        "id": "record.id",
        "taxonomy_id": "record.taxonomy_id",
        "parent_id": "record.parent_id",
        "terms": "record.terms",
        "summary": "record.summary",
    },
    "md5(concat(record.summary, record.terms))::uuid",
)


def write_records(connection: Connection) -> int:
    """Bring the published records to what a publication's scratch tables say; returns how many changed."""
    drop_records(connection)
    _build(connection)
    now: datetime = connection.execute(
        text("SELECT date_trunc('milliseconds', clock_timestamp())")
    ).scalar_one()
    changed = sum(_write(connection, kind, now) for kind in (TAXONOMY, TERM, SERVICE, PLACE))
    connection.execute(statement("records/needed"))
    changed += _write(connection, ORGANIZATION, now)
    drop_records(connection)
    return changed


def settle_records(connection: Connection) -> None:
    """Let readers plan by what is true after many records changed, and find it in the indexes at once."""
    for kind in (SERVICE, PLACE, ORGANIZATION):
        connection.execute(text(f"SELECT refresh_statistics('{kind.published}')"))
        connection.execute(text(f"SELECT merge_pending('ix_{kind.published}_terms')"))


def drop_records(connection: Connection) -> None:
    """Drop the scratch tables."""
    tables = ", ".join(f"pg_temp.record_{name}" for name in SCRATCH)
    connection.execute(text(f"DROP TABLE IF EXISTS {tables}"))


def _build(connection: Connection) -> None:
    values = {
        "ways": json.dumps([_as_row(way) for way in WAYS]),
        "taxonomies": json.dumps([_as_row(taxonomy) for taxonomy in TAXONOMIES]),
        "delivery": DELIVERY_ID,
        "joining": JOINING_ID,
        "uri": URI,
        "email": EMAIL,
        "statistics": STATISTICS,
        "longest": LONGEST_DESCRIPTION,
    }
    for name, key in BUILT.items():
        rows = connection.execute(statement(f"records/{name}"), values).rowcount
        if rows >= FEW:
            _index(connection, f"record_{name}", key)


def _index(connection: Connection, table: str, key: str | None) -> None:
    """Give a scratch table its key, and the planner its size."""
    if key:
        connection.execute(text(f"ALTER TABLE {table} ADD PRIMARY KEY ({key}); ANALYZE {table} ({key})"))
    else:
        # A long timetable is too much for an index on its text, and a hash of it is enough.
        connection.execute(text(f"CREATE INDEX ON {table} USING hash (timetable); ANALYZE {table} (open)"))


def _as_row(value: Any) -> dict[str, str]:
    return {"id": str(value.id)} | {name: str(each) for name, each in value._asdict().items()}


def _write(connection: Connection, kind: Kind, now: datetime) -> int:
    """Write what differs of one kind of record."""
    connection.execute(text("DROP TABLE IF EXISTS pg_temp.record_change"))
    connection.execute(text(sql("records/change").format(**_parts(kind))))
    removed = connection.execute(text(sql("records/remove").format(**_parts(kind)))).rowcount
    # Whoever asks for what changed since some time of today is told of it until the end of the day.
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    ends = day + timedelta(days=1, milliseconds=-1)
    times = {"now": now, "said": _written(now), "ends": ends, "day": _written(day)}
    written = connection.execute(text(sql("records/upsert").format(**_parts(kind))), times).rowcount
    if kind.tally:
        connection.execute(statement("records/tally"), {"kind": kind.tally})
    return written + removed


def _written(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def _parts(kind: Kind) -> dict[str, str]:
    said = f"CASE WHEN {kind.by_day} THEN CAST(:day AS text) ELSE CAST(:said AS text) END"
    return {
        "published": kind.published,
        "record": kind.record,
        "digest": kind.digest,
        "scope": kind.scope,
        "join": kind.join,
        "columns": ", ".join(kind.columns),
        "values": ", ".join(value.replace("{said}", said) for value in kind.columns.values()),
        "modified": f"CASE WHEN {kind.by_day} THEN CAST(:ends AS timestamptz) ELSE :now END",
        "updates": ", ".join(f"{name} = excluded.{name}" for name in kind.columns if name != "id"),
    }
