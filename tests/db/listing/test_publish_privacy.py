"""What must stay private never enters the listing: every private field is marked, and the mark looked for."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Table, Text, func, insert, text

from assetmap.listing.publish import publish
from assetmap.model import Base, ImportRun, SourceRecord

AddService = Any
THANET, DOVER = "E07000114", "E07000108"
MARK = "zqxsecret"
LISTING_TABLES = ("listing", "listing_word", "listing_source", "listing_point", "listing_facet")
# Columns that hold one of our own words, a code or a format that the database checks.
CHECKED = {
    "location_type", "location_source", "lsoa_code", "ward_code", "district_code", "address_type", "country",
    "link_type", "freq", "byday", "accessibility",
}  # fmt: skip


def mark(connection: Connection, table_name: str, **values: Any) -> UUID:
    """Insert a row with the mark in every text column that takes any text."""
    table: Table = Base.metadata.tables[table_name]
    marked = {
        column.name: f"{MARK} {table_name} {column.name}"
        for column in table.columns
        if isinstance(column.type, Text) and column.name not in CHECKED and column.name not in values
    }
    row = {"id": uuid4()} | marked | values
    connection.execute(insert(table).values(row))
    return UUID(str(row["id"]))


def found(connection: Connection) -> list[str]:
    """The tables and columns of the listing in which the mark is found."""
    places = []
    for name in LISTING_TABLES:
        for column in Base.metadata.tables[name].columns:
            query = text(f"SELECT count(*) FROM {name} WHERE {column.name}::text ILIKE '%{MARK}%'")
            if connection.execute(query).scalar_one():
                places.append(f"{name}.{column.name}")
    return places


def confide(connection: Connection, service: UUID) -> UUID:
    """Let a service happen at a confidential place of which everything is marked."""
    point = text("ST_SetSRID(ST_MakePoint(636123, 170321), 27700)")
    location = mark(
        connection, "location", location_type="physical", point=point, location_source="given", accuracy_m=10,
        confidential=True, ward_code="E05005081", district_code=THANET,
    )  # fmt: skip
    mark(connection, "address", location_id=location, address_type="physical")
    mark(connection, "accessibility", location_id=location, accessibility=f"{MARK}-step-free")
    held = mark(connection, "service_at_location", service_id=service, location_id=location)
    mark(connection, "schedule", service_at_location_id=held, service_id=None, freq="WEEKLY", byday="TU")
    term = connection.execute(text("SELECT id FROM taxonomy_term LIMIT 1")).scalar_one()
    for owner, kind in ((location, "location"), (held, "service_at_location")):
        mark(connection, "attribute", link_id=owner, link_type=kind, taxonomy_term_id=term)
    return location


@pytest.mark.parametrize("open_place_too", [True, False])
def test_nothing_private_enters_the_listing(
    kent: Connection, add_service: AddService, open_place_too: bool
) -> None:
    service = add_service(
        located=open_place_too, delivery=["in-person", "online"], assurer_email=f"{MARK}@example.org"
    )
    confide(kent, service)
    contact = mark(kent, "contact", service_id=service, publish=False)
    phone = mark(kent, "phone", contact_id=contact)
    mark(kent, "language", phone_id=phone, service_id=None)
    source = uuid4()
    kent.execute(
        text("INSERT INTO source (id, name, title) VALUES (:id, 'council', 'Council')"), {"id": source}
    )
    counts = dict.fromkeys(("refused", "updated", "unchanged", "retired", "unlocated"), 0)
    run = kent.execute(
        insert(ImportRun)
        .values(source_id=source, file_name=MARK, mapping={}, started_at=func.now(), finished_at=func.now())
        .values(rows_in=1, listed=1, created=1, **counts)
        .returning(ImportRun.id)
    ).scalar_one()
    record = {
        "source_id": source,
        "key": MARK,
        "service_id": service,
        "row_hash": b"",
        "record": {MARK: MARK},
    }
    kent.execute(insert(SourceRecord).values(**record, first_import_id=run, last_import_id=run))
    publish(kent)
    assert found(kent) == []
    listed = kent.execute(text("SELECT listing_group FROM listing ORDER BY listing_group")).scalars()
    assert list(listed) == (["area", "place"] if open_place_too else ["area"])


def test_of_a_confidential_place_only_the_district_is_listed(
    kent: Connection, add_service: AddService
) -> None:
    service = add_service(located=False)
    confide(kent, service)
    publish(kent)
    row = kent.execute(text("SELECT * FROM listing")).mappings().one()
    assert (row["point"], row["ward_code"], row["district_code"], row["serves"]) == (
        None,
        None,
        THANET,
        [THANET],
    )
    assert row["card"]["confidential"] is True
    assert row["card"]["areas"] == ["Thanet"]
    assert not {"latitude", "longitude", "address", "place", "ward", "accuracy_m"} & set(row["card"])
    assert "service_at_locations" not in row["document"]
    assert "E05005081" not in str(dict(row))
    assert row["card"]["hours"] == ["Tuesday"]


def test_areas_that_a_confidential_service_states_come_before_its_district(
    kent: Connection, add_service: AddService
) -> None:
    service = add_service(located=False, areas=[DOVER])
    confide(kent, service)
    publish(kent)
    assert kent.execute(text("SELECT serves FROM listing")).scalar_one() == [DOVER]


def test_the_mark_is_found_where_the_public_may_look(kent: Connection, add_service: AddService) -> None:
    service = add_service(description=f"About {MARK}")
    contact = mark(kent, "contact", service_id=service, publish=True)
    mark(kent, "phone", contact_id=contact)
    publish(kent)
    assert {"listing.document", "listing.card", "listing.terms", "listing_word.word"} <= set(found(kent))
    number = kent.execute(
        text("SELECT document #>> '{contacts,0,phones,0,number}' FROM listing")
    ).scalar_one()
    assert number == f"{MARK} phone number"


DOCUMENT = set(
    """
    accreditations alert assured_date attributes capacity capacity_stated_on categories contacts cost
    cost_options delivery description email fees free funding hours id joining languages last_modified listing
    maximum_age minimum_age name organization sample schedules service_areas service_at_locations sources
    status url waiting_days waiting_stated_on
    """.split()
)
PLACE = set(
    """
    accessibility accuracy_m addresses district district_code id latitude location_source location_type
    longitude name ward ward_code
    """.split()
)


def test_nothing_is_published_but_what_is_named_here(kent: Connection, add_service: AddService) -> None:
    texts = dict.fromkeys(("description", "url", "email", "fees", "accreditations", "alert"), "x")
    days = dict.fromkeys(("assured_date", "waiting_stated_on", "capacity_stated_on"), "2025-01-01")
    numbers = dict.fromkeys(("minimum_age", "maximum_age", "waiting_days", "capacity"), 1)
    costs = [("0", "per session")]
    add_service(
        costs=costs, days="MO", areas=[THANET], step_free=True, sample=True, **texts, **days, **numbers
    )
    publish(kent)
    document = kent.execute(text("SELECT document FROM listing")).scalar_one()
    assert set(document) == DOCUMENT - {"contacts", "funding", "languages", "sources"}
    (held,) = document["service_at_locations"]
    assert set(held) == {"id", "location"}
    assert set(held["location"]) == PLACE
    assert set(held["location"]["addresses"][0]) == {
        "id",
        "address_1",
        "city",
        "postal_code",
        "country",
        "address_type",
    }
    assert set(document["cost_options"][0]) == {"id", "amount", "amount_description"}
    assert set(document["schedules"][0]) == {"id", "freq", "interval", "byday", "opens_at", "closes_at"}
    assert set(document["organization"]) == {"id", "name"}
