"""The same services into the same tables with SQLAlchemy's ORM, as one would write it first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from assetmap.directory.categories import Categories
from assetmap.directory.taxonomy import sync_categories, term_id
from assetmap.feeds.dialects import Dialect
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.feed.mappings import Mappings
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.service import ServiceReader, Staged
from assetmap.ingest.feed.terms import TermReader
from assetmap.model import (
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
    Taxonomy,
    TaxonomyTerm,
)

FLUSHED_EVERY = 1_000


def save_with_orm(
    connection: Connection, services: list[dict[str, Any]], categories: Categories, mappings: Mappings
) -> None:
    """Save services, an object for each row of each table, flushed a thousand services at a time."""
    sync_categories(connection, categories)
    reader = ServiceReader(
        "Benchmark", Dialect.ORUK3, TermReader("benchmark", mappings), AreaNames(connection, {})
    )
    with Session(connection, autoflush=False) as session:
        batch = _Batch(session, len(services))
        for number, record in enumerate(services, 1):
            batch.add(reader.read(Notes(number), record))
            if number % FLUSHED_EVERY == 0:
                batch.flush()
        batch.flush()


class _Batch:
    """Objects in the order in which their tables refer to each other."""

    def __init__(self, session: Session, count: int) -> None:
        self._session = session
        self._known: dict[tuple[str, str], UUID] = {}
        self._levels: list[list[Any]] = [[], [], [], [], []]
        self._source = Source(id=uuid4(), name="benchmark-orm", title="Benchmark")
        session.add(self._source)
        session.flush()
        now = datetime.now(UTC)
        self._run = ImportRun(
            source_id=self._source.id, file_name="feed", mapping={}, started_at=now, finished_at=now,
            rows_in=count, listed=count, unlocated=0, refused=0, created=count, updated=0, unchanged=0,
            retired=0,
        )  # fmt: skip
        session.add(self._run)
        session.flush()
        self._source_id, self._run_id = self._source.id, self._run.id

    def flush(self) -> None:
        for level in self._levels:
            self._session.add_all(level)
            self._session.flush()
            level.clear()
        self._session.expunge_all()

    def add(self, staged: Staged) -> None:
        said = staged.document or {}
        if self._session.get(SourceRecord, (self._source_id, staged.key)) is not None:
            return
        service = _service(self._organization(said["organization"]), said)
        record = SourceRecord(
            source_id=self._source_id, key=str(staged.key), service_id=service.id,
            row_hash=staged.as_row(0)[-2].encode(), record=orjson.loads(staged.record),
            first_import_id=self._run_id, last_import_id=self._run_id,
        )  # fmt: skip
        self._levels[1].append(service)
        self._levels[3].append(record)
        for place in said["places"]:
            held = ServiceAtLocation(id=uuid4(), service_id=service.id, location_id=self._location(place))
            self._levels[3].append(held)
        self._levels[4].extend(self._children(service.id, said))

    def _organization(self, said: dict[str, Any]) -> UUID:
        key = ("organization", said["key"])
        if key not in self._known:
            self._known[key] = uuid4()
            self._levels[0].append(
                Organization(id=self._known[key], name=said["name"], description=said.get("description"))
            )
        return self._known[key]

    def _location(self, said: dict[str, Any]) -> UUID:
        key = ("location", said["key"])
        if key in self._known:
            return self._known[key]
        made = self._known[key] = uuid4()
        query = select(Postcode).where(Postcode.postcode == said.get("postcode"))
        found = self._session.scalars(query).one_or_none()
        self._levels[2].append(
            Location(
                id=made, location_type=said["location_type"], name=said.get("name"),
                point=found and found.point, location_source="postcode" if found else None,
                accuracy_m=found and found.accuracy_m, ward_code=found and found.ward_code,
                district_code=found and found.district_code, lsoa_code=found and found.lsoa_code,
            )
        )  # fmt: skip
        self._levels[4].extend(Address(id=uuid4(), location_id=made, **one) for one in said["addresses"])
        return made

    def _term(self, said: dict[str, Any]) -> UUID:
        taxonomy, term = ("taxonomy", said["taxonomy"]), ("term", said["term"])
        if taxonomy not in self._known:
            self._known[taxonomy] = uuid4()
            self._levels[0].append(
                Taxonomy(id=self._known[taxonomy], name=said["taxonomy"], description="Terms of feeds")
            )
        if term not in self._known:
            self._known[term] = uuid4()
            self._levels[1].append(
                TaxonomyTerm(
                    id=self._known[term], taxonomy_id=self._known[taxonomy], term=said["term"],
                    name=said["name"], description=said["description"],
                )
            )  # fmt: skip
        return self._known[term]

    def _children(self, service_id: UUID, said: dict[str, Any]) -> Iterator[Any]:
        for rule in said["schedules"]:
            yield Schedule(id=uuid4(), service_id=service_id, **rule)
        for price in said["costs"]:
            yield CostOption(id=uuid4(), service_id=service_id, **price)
        for slug in said["categories"]:
            yield _filed(service_id, term_id(slug))
        for term in said["terms"]:
            yield _filed(service_id, self._term(term))
        for one in said["contacts"]:
            contact = Contact(id=uuid4(), service_id=service_id, title=one.get("title"), publish=True)
            self._levels[3].append(contact)
            for phone in one["phones"]:
                yield Phone(id=uuid4(), contact_id=contact.id, number=phone["number"])


def _filed(service_id: UUID, term: UUID) -> Attribute:
    return Attribute(id=uuid4(), link_id=service_id, link_type="service", taxonomy_term_id=term)


def _service(organization_id: UUID, said: dict[str, Any]) -> Service:
    return Service(
        id=uuid4(), organization_id=organization_id, name=said["name"], description=said.get("description"),
        url=said.get("url"), email=said.get("email"), status=said["status"],
        minimum_age=said.get("minimum_age"), maximum_age=said.get("maximum_age"),
        assured_date=date.fromisoformat(said["assured_date"]), delivery=said["delivery"],
        joining=said["joining"],
    )  # fmt: skip
