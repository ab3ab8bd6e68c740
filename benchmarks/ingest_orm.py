"""The same rows into the same tables with SQLAlchemy's ORM, as one would write it first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from assetmap.directory.categories import Categories
from assetmap.directory.taxonomy import sync_categories, term_id
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.category_words import CategoryWords
from assetmap.ingest.columns import map_columns
from assetmap.ingest.readers import open_table
from assetmap.ingest.rows import RowReader
from assetmap.ingest.rules import Rules
from assetmap.ingest.staged import STAGED
from assetmap.model import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    ImportRun,
    Location,
    Organization,
    Phone,
    Postcode,
    Schedule,
    Service,
    ServiceAtLocation,
    Source,
    SourceRecord,
)

FLUSHED_EVERY = 1_000


def save_with_orm(connection: Connection, path: Path, categories: Categories, count: int) -> None:
    """Save the first rows, an object for each row of each table, flushed a thousand rows at a time."""
    sync_categories(connection, categories)
    rules = Rules()
    table = open_table(path, rules)
    columns = map_columns(table.headers, rules)
    words, areas = CategoryWords(categories, {}), AreaNames(connection, {})
    reader = RowReader(columns, rules, words, areas, datetime.now(UTC).date())
    with Session(connection, autoflush=False) as session:
        source, run = _begin(session, count)
        batch = _Batch(session)
        for number, cells in islice(table.rows, count):
            row = dict(zip(STAGED, reader.read(number, cells)[0], strict=True))
            _save(batch, source, run, row)
            if number % FLUSHED_EVERY == 0:
                batch.flush()
        batch.flush()


class _Batch:
    """Objects in the order in which their tables refer to each other."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.organizations: dict[str, Organization] = {}
        self.levels: list[list[Any]] = [[], [], [], []]

    def flush(self) -> None:
        for level in self.levels:
            self.session.add_all(level)
            self.session.flush()
            level.clear()
        self.session.expunge_all()


def _begin(session: Session, count: int) -> tuple[Source, ImportRun]:
    source = Source(id=uuid4(), name="benchmark-orm", title="Benchmark")
    session.add(source)
    session.flush()
    now = datetime.now(UTC)
    run = ImportRun(
        source_id=source.id, file_name="services.csv", mapping={}, started_at=now, finished_at=now,
        rows_in=count, listed=count, unlocated=0, refused=0, created=count, updated=0, unchanged=0, retired=0,
    )  # fmt: skip
    session.add(run)
    session.flush()
    return source, run


def _save(batch: _Batch, source: Source, run: ImportRun, row: dict[str, Any]) -> None:
    session, key = batch.session, row["organization_key"]
    if session.get(SourceRecord, (source.id, row["service_key"])) is not None:
        return
    if key not in batch.organizations:
        batch.organizations[key] = Organization(id=uuid4(), name=row["organization"])
        batch.levels[0].append(batch.organizations[key])
    service = _service(batch.organizations[key].id, row)
    found = session.scalars(select(Postcode).where(Postcode.postcode == row["postcode"])).one_or_none()
    location = _location(found, row)
    held = ServiceAtLocation(id=uuid4(), service_id=service.id, location_id=location.id)
    contact = Contact(id=uuid4(), service_id=service.id, publish=True)
    record = SourceRecord(
        source_id=source.id, key=row["service_key"], service_id=service.id, location_id=location.id,
        row_hash=row["content"].encode(), record=orjson.loads(row["record"]), first_import_id=run.id,
        last_import_id=run.id,
    )  # fmt: skip
    batch.levels[1].extend([service, location])
    batch.levels[2].extend([held, contact, record])
    batch.levels[3].extend(_children(service, location, held, contact, row))


def _service(organization_id: UUID, row: dict[str, Any]) -> Service:
    return Service(
        id=uuid4(), organization_id=organization_id, name=row["name"], description=row["description"],
        url=row["url"], email=row["email"], status=row["status"], minimum_age=row["minimum_age"],
        maximum_age=row["maximum_age"],
        assured_date=date.fromisoformat(row["assured_date"]), delivery=_codes(row["delivery"]),
        joining=_codes(row["joining"]),
    )  # fmt: skip


def _location(found: Postcode | None, row: dict[str, Any]) -> Location:
    return Location(
        id=uuid4(), location_type="physical", name=row["venue"], point=found and found.point,
        location_source="postcode" if found else None, accuracy_m=found and found.accuracy_m,
        ward_code=found and found.ward_code, district_code=found and found.district_code,
        lsoa_code=found and found.lsoa_code,
    )  # fmt: skip


def _children(
    service: Service, location: Location, held: ServiceAtLocation, contact: Contact, row: dict[str, Any]
) -> Iterator[Any]:
    yield Address(
        id=uuid4(), location_id=location.id, address_1=row["address"], city=row["city"],
        postal_code=row["postcode"], address_type="physical",
    )  # fmt: skip
    for slug in _codes(row["categories"]):
        yield Attribute(id=uuid4(), link_id=service.id, link_type="service", taxonomy_term_id=term_id(slug))
    for rule in orjson.loads(row["schedules"] or "[]"):
        yield Schedule(id=uuid4(), service_at_location_id=held.id, **rule)
    for price in orjson.loads(row["costs"] or "[]"):
        yield CostOption(id=uuid4(), service_id=service.id, **price)
    for access in orjson.loads(row["accessibility"] or "[]"):
        yield Accessibility(id=uuid4(), location_id=location.id, **access)
    for number in orjson.loads(row["phones"] or "[]"):
        yield Phone(id=uuid4(), contact_id=contact.id, number=number)


def _codes(array: str) -> list[str]:
    return [code for code in array.strip("{}").split(",") if code]
