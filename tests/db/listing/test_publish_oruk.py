"""The published records of Open Referral UK: what is written, when it changes, and how it is counted."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, RowMapping, insert, text, update

from assetmap.directory.taxonomy import TAXONOMY_ID, term_id
from assetmap.listing.publish import publish
from assetmap.listing.records.kinds import SERVICE
from assetmap.listing.records.query import RecordQuery
from assetmap.listing.records.read import find_records
from assetmap.listing.records.ways import DELIVERY_ID, JOINING_ID
from assetmap.model import (
    Attribute,
    Base,
    Funding,
    Language,
    Organization,
    OrganizationIdentifier,
    Schedule,
    Service,
    Taxonomy,
    TaxonomyTerm,
)

AddService = Any
MARGATE, THANET = (636_000, 170_000), "E07000114"


def add(connection: Connection, model: type[Base], **values: Any) -> UUID:
    """Insert one row; returns its id."""
    row = {"id": uuid4()} | values
    connection.execute(insert(model).values(row))
    return UUID(str(row["id"]))


def full(connection: Connection, table: str = "published_service") -> list[dict[str, Any]]:
    """The records of a table in full, by id."""
    rows = connection.execute(text(f"SELECT summary || detail FROM {table} ORDER BY id")).scalars()
    return list(rows)


def states(connection: Connection, table: str = "published_service") -> dict[UUID, RowMapping]:
    rows = connection.execute(text(f"SELECT id, modified_at, digest, xmin::text AS written FROM {table}"))
    return {row["id"]: row for row in rows.mappings()}


def test_a_service_is_published_with_what_belongs_to_it(kent: Connection, add_service: AddService) -> None:
    service = add_service(
        description="  Walks.  ", url="https://example.org/walks", email="walks@example.org", days="TU",
        costs=[("3.50", "a walk")], areas=[THANET], minimum_age=50, waiting_days=7,
        waiting_stated_on=date(2026, 1, 2), assured_date=date(2026, 1, 3), sample=True,
    )  # fmt: skip
    add(kent, Funding, service_id=service, source="The council")
    add(kent, Language, service_id=service, name="French", code="fr")
    publish(kent)
    (record,) = full(kent)
    assert record["description"] == "Walks."
    assert (record["minimum_age"], record["waiting_days"], record["sample"]) == (50, 7, True)
    assert (record["waiting_stated_on"], record["assured_date"]) == ("2026-01-02", "2026-01-03")
    assert record["organization"]["description"] == "No description given."
    assert record["cost_options"][0]["amount"] == 3.5
    assert record["funding"][0]["source"] == "The council"
    assert (record["languages"][0]["name"], record["languages"][0]["code"]) == ("French", "fr")
    (area,) = record["service_areas"]
    assert (area["name"], area["service_area"]) == ("Thanet", "Thanet")
    assert area["uri"] == f"http://statistics.data.gov.uk/id/statistical-geography/{THANET}"
    told = {one["taxonomy_term"]["taxonomy_id"]: one["taxonomy_term"]["term"] for one in record["attributes"]}
    assert told == {
        str(TAXONOMY_ID): "walking-groups",
        str(DELIVERY_ID): "in-person",
        str(JOINING_ID): "self-referral",
    }
    assert all(one["link_id"] == str(service) for one in record["attributes"])
    assert "null" not in str(record)
    moment = datetime.fromisoformat(record["last_modified"])
    assert moment == states(kent)[service]["modified_at"]


def test_nothing_is_written_that_has_not_changed(kent: Connection, add_service: AddService) -> None:
    add_service(days="TU")
    add_service("Befriending", categories=["befriending"])
    publish(kent)
    tables = ("service", "place", "organization", "taxonomy", "term")
    before = {name: states(kent, f"published_{name}") for name in tables}
    number = kent.execute(text("SELECT number FROM version WHERE name = 'listing'")).scalar_one()
    kent.execute(text("SAVEPOINT later"))
    publish(kent)
    assert {name: states(kent, f"published_{name}") for name in tables} == before
    assert kent.execute(text("SELECT number FROM version WHERE name = 'listing'")).scalar_one() == number


def test_a_publication_is_dated_when_it_ends_and_after_the_one_before(
    kent: Connection, add_service: AddService
) -> None:
    """The time of a transaction is that of its beginning, and a long one may end after a short one."""
    asked = text("SELECT changed_at, clock_timestamp() FROM version WHERE name = 'listing'")
    add_service()
    begun = kent.execute(text("SELECT clock_timestamp()")).scalar_one()
    assert begun > kent.execute(text("SELECT now()")).scalar_one()
    publish(kent)
    first, ended = kent.execute(asked).one()
    assert begun < first < ended + timedelta(seconds=1)
    # Another publication that was quicker, as this one sees it once its turn comes.
    kent.execute(text("UPDATE version SET changed_at = now() + interval '1 hour' WHERE name = 'listing'"))
    quicker, _ = kent.execute(asked).one()
    add_service("Befriending")
    publish(kent)
    second, _ = kent.execute(asked).one()
    assert second == quicker + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("change", "service_changes", "place_changes"),
    [
        ("UPDATE service SET description = 'New.' WHERE id = :id", True, True),
        ("UPDATE schedule SET closes_at = '13:00' WHERE service_id = :id", True, True),
        ("UPDATE location SET name = 'New Hall'", True, True),
        ("UPDATE organization SET website = 'https://example.org'", True, True),
        ("UPDATE service SET assurer_email = 'somebody@example.org' WHERE id = :id", False, False),
        ("UPDATE service SET last_modified = now() + interval '1 day' WHERE id = :id", False, False),
    ],
)
def test_a_change_is_dated(
    kent: Connection, add_service: AddService, change: str, service_changes: bool, place_changes: bool
) -> None:
    service = add_service(days="TU")
    publish(kent)
    before = states(kent)[service], states(kent, "published_place")
    kent.execute(text("UPDATE published_service SET modified_at = '2020-01-01'"))
    kent.execute(text("UPDATE published_place SET modified_at = '2020-01-01'"))
    kent.execute(text(change), {"id": service} if ":id" in change else {})
    publish(kent, [service])
    after = states(kent)[service], states(kent, "published_place")
    assert (after[0]["digest"] != before[0]["digest"]) is service_changes
    assert (after[0]["modified_at"].year > 2020) is service_changes
    (place,) = after[1].values()
    assert (place["modified_at"].year > 2020) is place_changes
    (record,) = full(kent)
    if service_changes:
        assert datetime.fromisoformat(record["last_modified"]) == after[0]["modified_at"]


def test_what_is_no_longer_listed_leaves(kent: Connection, add_service: AddService) -> None:
    stays, goes = add_service(), add_service("Yoga", organization="Stretch")
    publish(kent)
    assert len(full(kent, "published_organization")) == 2
    kent.execute(text("UPDATE service SET status = 'inactive' WHERE id = :id"), {"id": goes})
    publish(kent, [goes])
    assert [record["id"] for record in full(kent)] == [str(stays)]
    assert len(full(kent, "published_place")) == 1
    assert [record["name"] for record in full(kent, "published_organization")] == ["Age Better"]
    assert tallied(kent) == counted(kent)
    kent.execute(text("UPDATE service SET status = 'active' WHERE id = :id"), {"id": goes})
    publish(kent)
    assert len(full(kent)) == len(full(kent, "published_organization")) == 2
    assert tallied(kent) == counted(kent)


def test_a_service_that_no_page_shows_is_no_record(kent: Connection, add_service: AddService) -> None:
    add_service(place=None, district=None, ward=None)
    publish(kent)
    assert kent.execute(text("SELECT count(*) FROM listing")).scalar_one() == 0
    assert full(kent) == full(kent, "published_organization") == []


def test_the_tally_counts_each_part_of_the_ids(kent: Connection, add_service: AddService) -> None:
    for number in range(40):
        add_service(f"Walk {number}", organization=f"Club {number}")
    publish(kent)
    assert tallied(kent) == counted(kent)
    assert sum(tallied(kent).values()) == 120
    gone = kent.execute(text("SELECT id FROM service ORDER BY id LIMIT 15")).scalars().all()
    kent.execute(text("UPDATE service SET status = 'defunct' WHERE id = ANY (:ids)"), {"ids": list(gone)})
    publish(kent, list(gone))
    assert tallied(kent) == counted(kent)
    assert sum(tallied(kent).values()) == 75


def test_an_organization_above_one_with_services_is_there_too(
    kent: Connection, add_service: AddService
) -> None:
    service = add_service(organization="Branch")
    top, middle = uuid4(), uuid4()
    for key, name, parent in ((top, "Top", None), (middle, "Middle", top)):
        kent.execute(
            text("INSERT INTO organization (id, name, parent_organization_id) VALUES (:id, :name, :parent)"),
            {"id": key, "name": name, "parent": parent},
        )
    kent.execute(
        text("UPDATE organization SET parent_organization_id = :middle WHERE name = 'Branch'"),
        {"middle": middle},
    )
    owner = kent.execute(text("SELECT id FROM organization WHERE name = 'Branch'")).scalar_one()
    add(kent, OrganizationIdentifier, organization_id=owner, identifier_type="Charity", identifier="123")
    add(kent, Attribute, link_id=owner, link_type="organization", taxonomy_term_id=term_id("befriending"))
    publish(kent)
    names = {record["name"]: record for record in full(kent, "published_organization")}
    assert set(names) == {"Top", "Middle", "Branch"}
    assert names["Branch"]["parent_organization_id"] == str(middle)
    assert names["Branch"]["organization_identifiers"][0]["identifier"] == "123"
    assert names["Branch"]["attributes"][0]["taxonomy_term"]["term"] == "befriending"
    kent.execute(text("UPDATE service SET status = 'inactive' WHERE id = :id"), {"id": service})
    publish(kent, [service])
    assert full(kent, "published_organization") == []


def test_an_organization_above_is_published_with_any_below_it_and_leaves_when_it_is_above_none(
    kent: Connection, add_service: AddService
) -> None:
    service = add_service(organization="Branch")
    top, middle = (add(kent, Organization, name=name) for name in ("Top", "Middle"))
    raise_to = text("UPDATE organization SET parent_organization_id = :above WHERE name = :name")
    kent.execute(raise_to, [{"name": "Branch", "above": middle}, {"name": "Middle", "above": top}])
    publish(kent)
    kent.execute(text("UPDATE organization SET email = 'top@example.org' WHERE name = 'Top'"))
    publish(kent, [service])
    records = {record["name"]: record for record in full(kent, "published_organization")}
    assert set(records) == {"Top", "Middle", "Branch"}
    assert records["Top"]["email"] == "top@example.org"
    kent.execute(raise_to, {"name": "Branch", "above": None})
    publish(kent, [service])
    (record,) = full(kent, "published_organization")
    assert record["name"] == "Branch"
    assert "parent_organization_id" not in record
    assert tallied(kent) == counted(kent)


def test_hours_without_a_day_are_nothing_that_recurs(kent: Connection, add_service: AddService) -> None:
    service = add_service()
    hours = {"service_id": service, "freq": "WEEKLY", "interval": 2, "opens_at": time(14)}
    for more in ({}, {"byday": "MO"}, {"bymonthday": "3"}, {"dtstart": date(2026, 1, 2)}):
        add(kent, Schedule, **hours, closes_at=time(15), **more)
    publish(kent)
    (record,) = full(kent)
    told = [(set(one) & {"byday", "bymonthday", "dtstart"}, one) for one in record["schedules"]]
    assert len(told) == 4
    for day, one in told:
        assert (one.get("freq"), one.get("interval")) == (("WEEKLY", 2) if day else (None, None))
        assert (one["opens_at"], one["closes_at"]) == ("14:00", "15:00")


def test_an_address_has_all_that_the_standard_wants(kent: Connection, add_service: AddService) -> None:
    add_service(venue="The Old Hall")
    kent.execute(text("UPDATE address SET address_1 = NULL, city = ' ', state_province = ''"))
    publish(kent)
    (address,) = full(kent, "published_place")[0]["location"]["addresses"]
    assert (address["address_1"], address["city"], address["state_province"]) == (
        "The Old Hall",
        "Thanet",
        "Kent",
    )
    assert (address["postal_code"], address["country"], address["address_type"]) == (
        "CT9 1XX",
        "GB",
        "physical",
    )


@pytest.mark.parametrize("postcode", [None, "", "CT9", "not known"])
def test_an_address_without_a_postcode_is_told_as_lines(
    kent: Connection, add_service: AddService, postcode: str | None
) -> None:
    add_service()
    kent.execute(text("UPDATE address SET postal_code = :postcode"), {"postcode": postcode})
    publish(kent)
    (place,) = full(kent, "published_place")
    assert "addresses" not in place["location"]
    assert place["location"]["address_lines"] == ["1 High Street, Margate"]
    assert full(kent)[0]["service_at_locations"][0]["location"] == place["location"]


def test_what_is_no_address_on_the_web_is_left_out(kent: Connection, add_service: AddService) -> None:
    add_service(url="www.example.org", email="walks at example.org")
    kent.execute(text("UPDATE organization SET website = 'example', uri = 'x y', email = 'nobody'"))
    publish(kent)
    (record,) = full(kent)
    assert {"url", "email"}.isdisjoint(record)
    assert {"website", "uri", "email"}.isdisjoint(record["organization"])


@pytest.mark.parametrize(
    ("rule", "open_at"),
    [
        ({"byday": "TU,TH"}, "{[2040,2160),[4920,5040)}"),
        ({"byday": "1TU,-1FR", "freq": "MONTHLY"}, "{[2040,2160),[6360,6480)}"),
        ({"byday": "SU", "opens_at": time(22), "closes_at": time(2)}, "{[0,120),[9960,10080)}"),
        ({"byday": "MO", "opens_at": time(0), "closes_at": time(23, 59)}, "{[0,1439)}"),
        ({"byday": "MO", "opens_at": None, "closes_at": None}, None),
        ({"byday": "MO", "valid_to": date(2020, 1, 1)}, None),
    ],
)
def test_when_a_service_is_open(
    kent: Connection, add_service: AddService, rule: dict[str, Any], open_at: str | None
) -> None:
    service = add_service()
    times = {"opens_at": time(10), "closes_at": time(12), "freq": "WEEKLY"}
    add(kent, Schedule, service_id=service, **times | rule)
    publish(kent)
    for table in ("published_service", "published_place"):
        assert kent.execute(text(f"SELECT open::text FROM {table}")).scalar_one() == open_at


def test_a_day_of_the_month_may_be_any_day(kent: Connection, add_service: AddService) -> None:
    service = add_service()
    add(
        kent, Schedule, service_id=service, freq="MONTHLY", bymonthday="15", opens_at=time(10),
        closes_at=time(11),
    )  # fmt: skip
    publish(kent)
    assert kent.execute(text("SELECT open @> (6 * 1440 + 600) FROM published_service")).scalar_one() is True


def test_a_day_with_times_is_a_window_and_what_lies_in_it_after_midnight_is_found(
    kent: Connection, add_service: AddService
) -> None:
    """Wednesday from 22:00 to 08:00 is until Thursday, 08:00."""
    rules = {
        "Early on Thursday": {"byday": "TH", "opens_at": time(7), "closes_at": time(8)},
        "Late on Wednesday": {"byday": "WE", "opens_at": time(21), "closes_at": time(23)},
        "Early on Wednesday": {"byday": "WE", "opens_at": time(7), "closes_at": time(8)},
        "Later on Thursday": {"byday": "TH", "opens_at": time(8), "closes_at": time(9)},
        "The 15th, early": {"freq": "MONTHLY", "bymonthday": "15", "opens_at": time(7), "closes_at": time(8)},
    }
    ids = {}
    for name, rule in rules.items():
        ids[add_service(name)] = name
        add(kent, Schedule, service_id=next(reversed(ids)), **{"freq": "WEEKLY"} | rule)
    publish(kent)

    def found(**asked: Any) -> set[str]:
        return {ids[key] for key in page_ids(kent, RecordQuery(**asked), 1, limit=10)}

    night = {"start_time": 22 * 60, "end_time": 8 * 60}
    assert found(day="WE", **night) == {"Early on Thursday", "Late on Wednesday", "The 15th, early"}
    assert found(day="TH", **night) == {"The 15th, early"}
    assert found(day="TH", end_time=8 * 60) == {"Early on Thursday", "The 15th, early"}
    assert found(day="WE") == {"Late on Wednesday", "Early on Wednesday"}


def test_hours_of_a_place_go_with_its_id(kent: Connection, add_service: AddService) -> None:
    add_service(days="MO")
    held = kent.execute(text("SELECT id FROM service_at_location")).scalar_one()
    add(
        kent,
        Schedule,
        service_at_location_id=held,
        freq="WEEKLY",
        byday="SA",
        opens_at=time(9),
        closes_at="24:00",
    )
    publish(kent)
    rules = {rule["byday"]: rule for rule in full(kent)[0]["schedules"]}
    assert "service_at_location_id" not in rules["MO"]
    assert rules["SA"]["service_at_location_id"] == str(held)
    assert (rules["SA"]["opens_at"], rules["SA"]["closes_at"]) == ("09:00", "23:59")
    days = kent.execute(text("SELECT ARRAY(SELECT unnest(tsvector_to_array(terms))) FROM published_place"))
    assert {"=when/sa"} == {word for word in days.scalar_one() if word.startswith("=when/")}


def test_of_a_confidential_place_only_the_district_is_told(kent: Connection, add_service: AddService) -> None:
    add_service(confidential=True, venue="The Refuge", days=None)
    publish(kent)
    (record,) = full(kent)
    assert record["confidential_places"] == [{"district": "Thanet", "district_code": THANET}]
    assert "service_at_locations" not in record
    assert full(kent, "published_place") == []
    for secret in ("Refuge", "High Street", "CT9", "E05005081", "51."):
        assert secret not in str(record), secret


def test_the_office_of_what_comes_to_people_is_not_told(kent: Connection, add_service: AddService) -> None:
    add_service(delivery=["at-home"], areas=[THANET])
    publish(kent)
    assert "service_at_locations" not in full(kent)[0]
    assert full(kent, "published_place") == []


def test_terms_of_others_are_published_and_found_from_above(
    kent: Connection, add_service: AddService
) -> None:
    theirs = add(kent, Taxonomy, name="Theirs", description="", uri="not an address")
    parent = add(kent, TaxonomyTerm, taxonomy_id=theirs, term="A", name="Needs", description="")
    child = add(
        kent, TaxonomyTerm, taxonomy_id=theirs, term="A1", name="Food", description="", parent_id=parent
    )
    service = add_service()
    add(kent, Attribute, link_id=service, link_type="service", taxonomy_term_id=child)
    publish(kent)
    taxonomies = {
        row["name"]: row for row in kent.execute(text("SELECT summary FROM published_taxonomy")).scalars()
    }
    assert set(taxonomies) == {"AssetMap categories", "AssetMap delivery", "AssetMap joining", "Theirs"}
    assert taxonomies["Theirs"] == {"id": str(theirs), "name": "Theirs", "description": "Theirs"}
    for term in (parent, child):
        found = kent.execute(
            text("SELECT id FROM published_service WHERE terms @@ CAST(:term AS tsquery)"),
            {"term": f"'=term/{term}'"},
        )
        assert found.scalars().all() == [service]
    kent.execute(text("DELETE FROM attribute WHERE taxonomy_term_id = :id"), {"id": child})
    kent.execute(text("DELETE FROM taxonomy_term WHERE id = :id"), {"id": child})
    publish(kent, [service])
    left = kent.execute(
        text("SELECT id FROM published_term WHERE taxonomy_id = :id"), {"id": theirs}
    ).scalars()
    assert left.all() == [parent]


def test_a_place_is_found_by_its_name_and_near(kent: Connection, add_service: AddService) -> None:
    add_service(venue="Pavilion")
    publish(kent)
    words = text(
        "SELECT count(*) FROM published_place WHERE terms @@ to_tsquery('english', 'pavilion & walk')"
    )
    assert kent.execute(words).scalar_one() == 1
    point = kent.execute(text("SELECT ST_X(point), ST_Y(point) FROM published_place")).one()
    assert tuple(point) == MARGATE


def tallied(connection: Connection) -> dict[tuple[str, int], int]:
    rows = connection.execute(text("SELECT kind, bucket, records FROM published_tally WHERE records > 0"))
    return {(row.kind, row.bucket): row.records for row in rows}


def counted(connection: Connection) -> dict[tuple[str, int], int]:
    """What the tally must say, reckoned from the ids."""
    found: dict[tuple[str, int], int] = {}
    for kind, table in (
        ("service", "service"),
        ("service_at_location", "place"),
        ("organization", "organization"),
    ):
        for key in connection.execute(text(f"SELECT id FROM published_{table}")).scalars():
            part = (kind, key.int >> 118)
            found[part] = found.get(part, 0) + 1
    return found


@pytest.mark.parametrize("table", ["published_service", "published_place"])
def test_hours_that_records_are_found_by_lie_in_the_row(
    kent: Connection, add_service: AddService, table: str
) -> None:
    add_service(days="TU,TH", description="Tea and talk. " * 400)
    publish(kent)
    kept = "SELECT attstorage::text FROM pg_attribute WHERE attrelid = CAST(:table AS regclass)"
    kept += " AND attname = 'open'"
    assert kent.execute(text(kept), {"table": table}).scalar_one() == "m"
    assert kent.execute(text(f"SELECT open::text FROM {table}")).scalar_one() == "{[2040,2160),[4920,5040)}"


def page_ids(connection: Connection, query: RecordQuery, page: int, limit: int = 3) -> list[UUID]:
    """The ids on a page, of three unless another number is given."""
    found = find_records(connection, SERVICE, query, form="minimal", limit=limit, offset=limit * (page - 1))
    ids = [UUID(record["id"]) for record in json.loads(found.contents)]
    assert found.size == len(ids)
    return ids


def test_pages_stay_right_while_services_come_and_go(kent: Connection, add_service: AddService) -> None:
    # Ids at both ends of the parts that are counted, two in each: 0000 to 003f, 0040 to 007f, … ffc0 to ffff.
    heads = ("00000000", "003fffff", "00400000", "7fffffff", "ffc00000", "ffffffff")
    ids = [UUID(f"{head}-0000-4000-8000-00000000000{last}") for head in heads for last in (1, 5)]
    for number, one in enumerate(ids):
        add_service(id=one, minimum_age=number)
    publish(kent)
    everything, young = RecordQuery(), RecordQuery(maximum_age=6)
    assert [page_ids(kent, everything, page) for page in (1, 2, 3, 4, 5)] == [
        ids[:3], ids[3:6], ids[6:9], ids[9:], [],
    ]  # fmt: skip
    assert [page_ids(kent, young, page) for page in (1, 2, 3, 4)] == [ids[:3], ids[3:6], ids[6:7], []]
    gone = {ids[0], ids[3], ids[4], ids[11]}
    kent.execute(update(Service).where(Service.id.in_(gone)).values(status="inactive"))
    publish(kent, gone)
    assert [page_ids(kent, everything, page) for page in (1, 2, 3, 4)] == [
        [ids[1], ids[2], ids[5]], [ids[6], ids[7], ids[8]], [ids[9], ids[10]], [],
    ]  # fmt: skip
    between = UUID("00400000-0000-4000-8000-000000000003")
    add_service(id=between, minimum_age=0)
    publish(kent, [between])
    assert page_ids(kent, everything, 1) == [ids[1], ids[2], between]
    assert page_ids(kent, everything, 3) == [ids[8], ids[9], ids[10]]
    assert page_ids(kent, young, 2) == [ids[5], ids[6]]
