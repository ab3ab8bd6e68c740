"""Publishing brings the listing to what the directory says: its rows, their facets, and nothing more."""

from collections.abc import Sequence
from datetime import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, text, update

from assetmap.listing.publish import Published, count_listed, publish
from assetmap.model import (
    ImportRun,
    Listing,
    ListingSource,
    ListingWord,
    Location,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Source,
    Version,
)

AddService = Any
THANET, DOVER, KENT, CLIFTONVILLE = "E07000114", "E07000108", "E10000016", "E05005081"
FAR = (636_000, 160_000)


def rows(connection: Connection) -> list[Any]:
    order = (Listing.listing_group.desc(), Listing.name, Listing.id)
    return list(connection.execute(select(Listing.__table__).order_by(*order)))


def only_row(connection: Connection) -> Any:
    (row,) = rows(connection)
    return row


def facets(row: Any) -> set[str]:
    return {term.strip("'") for term in str(row.terms).split() if term.startswith("'=")}


def groups(connection: Connection) -> list[str]:
    return [row.listing_group for row in rows(connection)]


def hold(connection: Connection, service: UUID, **location: Any) -> UUID:
    """Let a service happen at one more place."""
    ids = {"location": uuid4(), "held": uuid4()}
    connection.execute(insert(Location).values(id=ids["location"], location_type="physical", **location))
    connection.execute(
        insert(ServiceAtLocation).values(id=ids["held"], service_id=service, location_id=ids["location"])
    )
    return ids["held"]


def test_a_service_at_a_place(kent: Connection, add_service: AddService) -> None:
    service = add_service(
        days="TU",
        costs=[("3.50", "per session")],
        step_free=True,
        minimum_age=50,
        description="Gentle walks.",
    )
    assert publish(kent) == Published(listed=1, written=1, removed=0)
    row = only_row(kent)
    held = kent.execute(select(ServiceAtLocation.id)).scalar_one()
    assert (row.id, row.service_id, row.listing_group) == (held, service, "place")
    assert (row.ward_code, row.district_code, row.minimum_age, row.maximum_age) == (
        CLIFTONVILLE,
        THANET,
        50,
        None,
    )
    assert facets(row) == {
        "=cat/walking-groups",
        "=cat/moving",
        "=when/tu",
        "=when/tu-am",
        "=when/am",
        "=access/step-free",
        "=how/in-person",
        "=join/self-referral",
        f"=area/{CLIFTONVILLE}",
        f"=area/{THANET}",
        f"=area/{KENT}",
        "=serves/all",
    }
    card = row.card
    assert card["hours"] == ["Tuesday, 10am to midday"]
    assert card["cost"] == "£3.50 per session"
    assert card["address"] == {"line": "1 High Street", "town": "Margate", "postcode": "CT9 1XX"}
    assert card["categories"] == [{"slug": "walking-groups", "name": "Walking groups"}]
    assert (card["latitude"], card["longitude"]) == (
        pytest.approx(51.38, abs=0.01),
        pytest.approx(1.39, abs=0.01),
    )
    document = row.document
    assert document["organization"]["name"] == "Age Better"
    assert document["cost_options"][0]["amount"] == 3.5
    assert document["schedules"][0]["byday"] == "TU"
    assert document["service_at_locations"][0]["location"]["addresses"][0]["city"] == "Margate"


def test_each_place_is_a_row(kent: Connection, add_service: AddService) -> None:
    service = add_service()
    there = {"point": text("ST_SetSRID(ST_MakePoint(636000, 160000), 27700)"), "location_source": "given"}
    hold(kent, service, **there, accuracy_m=10, district_code=DOVER)
    assert publish(kent).listed == 2
    assert count_listed(kent, [service]) == 1
    assert {row.district_code for row in rows(kent)} == {THANET, DOVER}
    assert all(len(row.document["service_at_locations"]) == 1 for row in rows(kent))


@pytest.mark.parametrize(
    ("delivery", "more", "expected"),
    [
        (["in-person"], {}, ["place"]),
        ([], {}, ["place"]),
        (["in-person", "at-home"], {"areas": [THANET]}, ["place", "area"]),
        (["in-person", "online"], {}, ["remote", "place"]),
        (["at-home", "telephone"], {"areas": [THANET]}, ["area"]),
        (["online", "telephone"], {"located": False}, ["remote"]),
        (["in-person"], {"place": None}, []),
        (["in-person"], {"place": None, "areas": [THANET]}, ["area"]),
        (["in-person"], {"located": False, "areas": [THANET]}, ["area"]),
        (["in-person"], {"located": False}, []),
        (["in-person"], {"confidential": True}, ["area"]),
        (["in-person"], {"confidential": True, "district": None}, []),
        (["online"], {}, ["remote"]),
    ],
)
def test_which_rows_a_service_gets(
    kent: Connection,
    add_service: AddService,
    delivery: Sequence[str],
    more: dict[str, Any],
    expected: list[str],
) -> None:
    service = add_service(delivery=delivery, **more)
    publish(kent)
    assert groups(kent) == expected
    assert count_listed(kent, [service]) == bool(expected)


def test_what_has_no_place_has_the_id_of_the_service_and_the_areas_it_serves(
    kent: Connection, add_service: AddService
) -> None:
    service = add_service(delivery=["at-home"], areas=[CLIFTONVILLE], located=False)
    publish(kent)
    row = only_row(kent)
    assert (row.id, row.serves) == (service, [CLIFTONVILLE])
    assert {
        f"=visits/{CLIFTONVILLE}",
        f"=visits-in/{THANET}",
        f"=visits-in/{KENT}",
        "=how/at-home",
    } <= facets(row)
    assert "=visits/all" not in facets(row)
    assert row.card["areas"] == ["Cliftonville West"]


def test_at_home_with_no_area_named_serves_the_district_it_comes_from(
    kent: Connection, add_service: AddService
) -> None:
    add_service(delivery=["at-home"])
    publish(kent)
    assert only_row(kent).serves == [THANET]


def test_only_active_services_and_those_closed_for_a_time_are_published(
    kent: Connection, add_service: AddService
) -> None:
    for status in ("active", "inactive", "defunct", "temporarily closed"):
        add_service(status, status=status)
    publish(kent)
    assert [row.card["status"] for row in rows(kent)] == ["active", "temporarily closed"]


@pytest.mark.parametrize(
    ("costs", "free", "donation", "words"),
    [
        ([("0", None)], True, False, "Free"),
        ([("0", None), ("2.50", "for the bus")], False, False, "Free; £2.50 for the bus"),
        ([("5", None)], False, False, "£5"),
        ([("3.50", "from £3.50")], False, False, "from £3.50"),
        ([(None, "suggested donation £2")], False, True, "suggested donation £2"),
        ([("0", "Free, donations welcome")], True, True, "Free, donations welcome"),
        ([], False, False, None),
    ],
)
def test_free_is_only_what_costs_nothing(
    kent: Connection, add_service: AddService, costs: Any, free: bool, donation: bool, words: str | None
) -> None:
    add_service(costs=costs)
    publish(kent)
    row = only_row(kent)
    assert ("=cost/free" in facets(row), "=cost/donation" in facets(row)) == (free, donation)
    assert (row.card.get("free", False), row.card.get("cost")) == (free, words)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tea and talk", "Tea and talk"),
        ("  Tea   and\ttalk ", "Tea and talk"),
        ("Tea\n\nand\r\n\ttalk\n", "Tea and talk"),
        ("Tea\u2003and \u2009talk", "Tea and talk"),
        (" \n ", None),
        ("tea " * 60, "tea " * 50),
    ],
)
def test_a_summary_is_one_line_of_200_letters_at_most(
    kent: Connection, add_service: AddService, written: str, said: str | None
) -> None:
    add_service(description=written)
    publish(kent)
    assert only_row(kent).card.get("summary") == said


@pytest.mark.parametrize(("first", "second", "said"), [("TU", "WE", "Tuesday"), (None, "WE", "Wednesday")])
def test_what_has_no_point_tells_all_its_places_and_the_first_hours(
    kent: Connection, add_service: AddService, first: str | None, second: str, said: str
) -> None:
    service = add_service(delivery=["at-home"], located=False)
    held = sorted(hold(kent, service, name="Office", district_code=THANET) for _ in range(2))
    for place, day in zip(held, (first, second), strict=True):
        if day:
            values = {"id": uuid4(), "service_at_location_id": place, "freq": "WEEKLY", "byday": day}
            kent.execute(insert(Schedule).values(**values))
    publish(kent)
    row = only_row(kent)
    assert row.card["hours"] == [said]
    assert [UUID(place["id"]) for place in row.document["service_at_locations"]] == held
    assert {"=visits-in/E07000114", "=visits-in/E10000016", "=visits/E07000114"} <= facets(row)


def test_the_hours_of_the_place_come_before_those_of_the_service(
    kent: Connection, add_service: AddService
) -> None:
    add_service(days="MO", hours=(9, 17))
    held = kent.execute(select(ServiceAtLocation.id)).scalar_one()
    kent.execute(
        insert(Schedule).values(
            id=uuid4(),
            service_at_location_id=held,
            freq="MONTHLY",
            interval=1,
            byday="1TH",
            opens_at=time(18),
            closes_at=time(20),
        )
    )
    publish(kent)
    row = only_row(kent)
    assert row.card["hours"] == ["First Thursday of the month, 6pm to 8pm"]
    assert {"=when/th", "=when/th-eve", "=when/eve"} <= facets(row)
    assert "=when/mo" not in facets(row)


SPOOFS = """
    =cat/yoga '=cat/yoga' "=cat/yoga" =cost/free http://a.b/=cost/free?x==cat/yoga <=cat/yoga> =a=cat/yoga
"""


def test_no_text_of_a_provider_passes_for_a_facet(kent: Connection, add_service: AddService) -> None:
    add_service(SPOOFS, description=SPOOFS, organization=SPOOFS, venue=SPOOFS, categories=())
    publish(kent)
    assert not facets(only_row(kent)) & {"=cat/yoga", "=cost/free"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=200)
@given(st.text(st.sampled_from("=/'\"<>?&:.@-_%#~ \n\tacét1é"), max_size=40))
def test_no_parsed_text_begins_as_a_facet_does(connection: Connection, typed: str) -> None:
    lexemes = connection.execute(
        text("SELECT unnest(tsvector_to_array(to_tsvector('english', :typed)))"), {"typed": typed}
    )
    assert not [lexeme for lexeme in lexemes.scalars() if lexeme.startswith("=")]


def test_a_second_publication_writes_nothing(kent: Connection, add_service: AddService) -> None:
    add_service(days="TU", costs=[("0", None)])
    add_service(delivery=["online"], located=False)
    publish(kent)
    before = kent.execute(text("SELECT id, ctid::text, published_at FROM listing ORDER BY id")).all()
    version = kent.execute(select(Version.number).where(Version.name == "listing")).scalar_one()
    assert publish(kent) == Published(listed=2, written=0, removed=0)
    assert kent.execute(text("SELECT id, ctid::text, published_at FROM listing ORDER BY id")).all() == before
    assert kent.execute(select(Version.number).where(Version.name == "listing")).scalar_one() == version


def test_only_the_services_asked_for_are_published(kent: Connection, add_service: AddService) -> None:
    first, second = add_service("First"), add_service("Second")
    assert publish(kent, [first]) == Published(listed=1, written=1, removed=0)
    assert [row.service_id for row in rows(kent)] == [first]
    publish(kent, [second])
    kent.execute(update(Service).values(name="Changed"))
    publish(kent, [second])
    assert [row.name for row in rows(kent)] == ["Changed", "First"]


def test_what_is_gone_leaves_the_listing(kent: Connection, add_service: AddService) -> None:
    kept, retired, deleted = add_service("Kept"), add_service("Retired"), add_service("Deleted")
    publish(kent)
    kent.execute(update(Service).where(Service.id == retired).values(status="inactive"))
    kent.execute(delete(ServiceAtLocation).where(ServiceAtLocation.service_id == deleted))
    kent.execute(delete(Service).where(Service.id == deleted))
    assert publish(kent, [retired, deleted]).removed == 2
    assert [row.service_id for row in rows(kent)] == [kept]
    assert kent.execute(text("SELECT count(*) FROM listing_point")).scalar_one() == 1


WORDS_AGAIN = """
    SELECT word, count(*) FROM listing, unnest(listing.words) AS word
    WHERE word ~ '^\\w{3,30}$' AND word !~ '[\\d_]' GROUP BY word ORDER BY word
"""


def counted(connection: Connection) -> tuple[list[Any], list[Any]]:
    kept = connection.execute(select(ListingWord.word, ListingWord.uses).order_by(ListingWord.word)).all()
    again = connection.execute(text(WORDS_AGAIN)).all()
    return [tuple(row) for row in kept], sorted(tuple(row) for row in again)


def test_words_are_counted_exactly_whatever_changes(kent: Connection, add_service: AddService) -> None:
    first = add_service("Walk and talk", description="Gentle walks by the sea")
    second = add_service(
        "Sea swimming", categories=["yoga"], areas=[THANET], delivery=["in-person", "at-home"]
    )
    publish(kent)
    kept, again = counted(kent)
    assert sorted(kept) == again
    assert dict(kept)["sea"] == 3  # one listing of the first service, two of the second
    assert dict(kept)["rambling"] == 1
    kent.execute(update(Service).where(Service.id == first).values(description="Gentle walks by the river"))
    kent.execute(delete(ServiceArea))
    kent.execute(update(Service).where(Service.id == second).values(delivery=["in-person"]))
    publish(kent, [first, second])
    kept, again = counted(kent)
    assert sorted(kept) == again
    assert dict(kept)["sea"] == 1
    kent.execute(update(Service).values(status="defunct"))
    publish(kent)
    assert counted(kent) == ([], [])


def test_sources_say_when_their_whole_list_was_last_read(kent: Connection, add_service: AddService) -> None:
    source = uuid4()
    kent.execute(insert(Source).values(id=source, name="council", title="The council", licence="OGL"))
    counts = {"rows_in": 0, "listed": 0, "unlocated": 0, "refused": 0, "created": 0, "updated": 0} | {
        "unchanged": 0,
        "retired": 0,
    }
    for day, partial in ((1, False), (2, True)):
        kent.execute(
            insert(ImportRun).values(
                source_id=source,
                file_name="list.csv",
                mapping={},
                started_at=f"2025-01-0{day}T10:00Z",
                finished_at=f"2025-01-0{day}T11:00Z",
                partial=partial,
                **counts,
            )
        )
    publish(kent)
    row = kent.execute(select(ListingSource.__table__)).one()
    assert (row.title, row.licence, row.imported_at.isoformat()) == (
        "The council",
        "OGL",
        "2025-01-01T11:00:00+00:00",
    )


def test_a_new_name_of_a_category_reaches_what_is_filed_under_it(
    kent: Connection, add_service: AddService
) -> None:
    add_service()
    publish(kent)
    kent.execute(text("UPDATE taxonomy_term SET name = 'Health walks' WHERE term = 'walking-groups'"))
    assert publish(kent).written == 1
    assert only_row(kent).card["categories"] == [{"slug": "walking-groups", "name": "Health walks"}]


def test_many_services_are_published_in_batches(
    kent: Connection, add_service: AddService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assetmap.listing.publish.gate.BATCH", 2)
    services = [add_service(f"Service {number}") for number in range(5)]
    assert publish(kent) == Published(listed=5, written=5, removed=0)
    kent.execute(update(Service).where(Service.id.in_(services[:3])).values(status="inactive"))
    assert publish(kent, services) == Published(listed=2, written=0, removed=3)
    kept, again = counted(kent)
    assert sorted(kept) == again
    assert publish(kent, []) == Published(listed=0, written=0, removed=0)
