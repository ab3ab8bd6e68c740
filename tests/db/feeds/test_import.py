"""Feeds in the directory: every table, what changes and what does not, and what is gone."""

import copy
from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import pytest
from feed_server import service, uid
from sqlalchemy import Connection

from assetmap.errors import FileRefused, ImportRefused
from assetmap.feeds.dialects import Dialect
from assetmap.ingest.feed.mappings import Mappings
from assetmap.ingest.feed.waiting import list_waiting
from assetmap.ingest.sources import Source
from assetmap.ingest.summary import Summary

Give = Callable[..., Summary]
Ask = Callable[..., list[Any]]

EVERY_TABLE = (
    "organization organization_identifier service location address accessibility service_at_location schedule"
    " service_area cost_option funding contact phone language attribute taxonomy_term source_record"
).split()


def full(number: int = 1) -> dict[str, Any]:
    """A service with something in every table."""
    data = service(number)
    data |= {
        "email": "walks@example.org", "fees": "£2", "accreditations": "Quality mark",
        "alert": "No walk at Easter", "maximum_age": 90, "assurer_email": "checks@example.org",
        "service_areas": [{"id": uid("sa", number), "name": "Thanet"}],
        "languages": [{"id": uid("l", number), "name": "French"}],
        "funding": [{"id": uid("f", number), "source": "The council"}],
        "cost_options": [
            {"id": uid("c", number), "option": "Adults", "amount": 2.5, "valid_from": "2026-01-01"}
        ],
        "contacts": [
            {
                "id": uid("k", number), "name": "The walks desk", "title": "Bookings",
                "phones": [{"id": uid("p", number), "number": "01632 960001", "languages": [{"code": "fr"}]}],
            }
        ],
    }  # fmt: skip
    data["organization"] |= {
        "email": "hello@example.org", "website": "https://walkers.example.org",
        "organization_identifiers": [
            {
                "id": uid("i"), "identifier_scheme": "GB-CHC", "identifier_type": "Charity number",
                "identifier": "123",
            }
        ],
    }  # fmt: skip
    place = data["service_at_locations"][0]
    place["location"]["accessibility"] = [{"id": uid("x"), "description": "Step-free from the street"}]
    place["schedules"] = [{"id": uid("ps"), "freq": "MONTHLY", "byday": "1SA", "opens_at": "09:00:00Z",
                           "closes_at": "10:00"}]  # fmt: skip
    return data


def test_every_table_is_filled_and_the_listing_shows_it(give: Give, ask: Ask) -> None:
    summary = give([full()])
    assert (summary.rows_in, summary.listed, summary.issues, summary.read_as) == (
        1,
        1,
        0,
        "Open Referral UK 3.0",
    )
    for table in EVERY_TABLE:
        assert ask(f"SELECT count(*) FROM {table}")[0] >= 1, table
    assert ask("SELECT accessibility, description FROM accessibility") == [
        ("step-free", "Step-free from the street")
    ]
    assert ask("SELECT amount, option, valid_from::text FROM cost_option") == [(2.5, "Adults", "2026-01-01")]
    assert ask("SELECT identifier_scheme, identifier FROM organization_identifier") == [("GB-CHC", "123")]
    assert ask("SELECT byday, opens_at::text FROM schedule ORDER BY byday") == [
        ("1SA", "09:00:00"), ("TU,TH", "10:00:00")
    ]  # fmt: skip
    assert ask("SELECT name, code FROM language ORDER BY code, name NULLS LAST") == [
        ("French", "fr"),
        (None, "fr"),
    ]
    assert ask("SELECT area_code FROM service_area") == ["E07000114"]
    assert ask("SELECT publish FROM contact") == [True]
    (card,) = ask("SELECT card FROM listing")
    assert card["categories"] == [{"slug": "walking-groups", "name": "Walking groups"}]
    assert (card["ward"], card["cost"], card["address"]["postcode"]) == ("West", "Adults: £2.50", "CT9 1XZ")


def test_a_feed_that_says_the_same_again_touches_nothing(give: Give, ask: Ask) -> None:
    services = [full(number) for number in range(4)]
    give(services)
    rows = "SELECT xmin::text, id FROM {} ORDER BY id"
    before = {table: ask(rows.format(table)) for table in EVERY_TABLE if table != "source_record"}
    summary = give(list(reversed(copy.deepcopy(services))))
    assert (summary.unchanged, summary.created, summary.updated) == (4, 0, 0)
    assert {table: ask(rows.format(table)) for table in before} == before
    assert ask("SELECT count(*) FROM metadata") == [0]


def test_one_change_writes_one_field(give: Give, ask: Ask) -> None:
    services = [full(number) for number in range(3)]
    give(services)
    services[1]["description"] = "Now a longer walk, of two hours, with tea after it."
    summary = give(services)
    assert (summary.unchanged, summary.updated) == (2, 1)
    assert ask("SELECT resource_type, field_name, updated_by FROM metadata") == [
        ("service", "description", "import of neighbour")
    ]


def test_ids_are_the_same_in_every_import_and_their_own_for_every_source(give: Give, ask: Ask) -> None:
    give([full()])
    (first,) = ask("SELECT id FROM service")
    give([full()], source=Source("another", title="Another"))
    assert len(set(ask("SELECT id FROM service"))) == 2
    assert str(first) != uid("service", 1)
    assert first in ask("SELECT id FROM service")


def test_children_that_are_gone_leave_their_tables(give: Give, ask: Ask) -> None:
    data = full()
    give([data])
    for name in (
        "contacts",
        "languages",
        "funding",
        "cost_options",
        "service_areas",
        "schedules",
        "attributes",
    ):
        del data[name]
    del data["fees"]
    del data["service_at_locations"][0]["location"]["accessibility"]
    del data["service_at_locations"][0]["schedules"]
    data["organization"]["organization_identifiers"] = []
    give([data])
    for table in ("contact", "phone", "language", "funding", "cost_option", "service_area", "schedule",
                  "accessibility", "organization_identifier", "attribute"):  # fmt: skip
        assert ask(f"SELECT count(*) FROM {table}") == [0], table


def test_a_place_that_is_gone_leaves_its_service(give: Give, ask: Ask) -> None:
    data = service(1)
    other = service(2)["service_at_locations"][0]
    data["service_at_locations"].append(other)
    give([data])
    assert ask("SELECT count(*) FROM listing") == [2]
    data["service_at_locations"].pop()
    give([data])
    assert ask("SELECT count(*) FROM service_at_location") == [1]
    assert ask("SELECT card ->> 'place' FROM listing") == ["Hall 1"]


def test_services_that_share_a_place_and_an_organization_change_with_it(give: Give, ask: Ask) -> None:
    services = [service(number) for number in (0, 3)]
    for one in services:
        one["service_at_locations"][0]["location"] = service(0)["service_at_locations"][0]["location"]
    give(services)
    assert ask("SELECT count(*) FROM location") == [1]
    assert ask("SELECT count(*) FROM organization") == [1]
    for one in services:
        one["organization"] = one["organization"] | {"name": "Striders"}
        one["service_at_locations"][0]["location"]["name"] = "Old Hall"
    # Only one of the two says so in a reading of what has changed.
    summary = give(services[:1], complete=False)
    assert (summary.updated, summary.retired) == (1, 0)
    assert set(ask("SELECT card ->> 'place' || ', ' || (card ->> 'organization') FROM listing")) == {
        "Old Hall, Striders"
    }


def test_what_is_gone_is_retired_by_a_whole_reading_only(give: Give, ask: Ask) -> None:
    services = [service(number) for number in range(10)]
    give(services)
    assert give(services[:8], complete=False).retired == 0
    assert ask("SELECT count(*) FROM listing") == [10]
    summary = give(services[:9])
    assert (summary.retired, summary.partial) == (1, False)
    assert ask("SELECT count(*) FROM listing") == [9]
    assert ask("SELECT status FROM service WHERE name = 'Walking group 9'") == ["inactive"]
    assert give(services).updated == 1
    assert ask("SELECT count(*) FROM listing") == [10]


def test_a_feed_that_shrinks_too_much_is_refused(give: Give) -> None:
    services = [service(number) for number in range(10)]
    give(services)
    with pytest.raises(ImportRefused, match="3 of the 10 rows of neighbour are not in the feed") as raised:
        give(services[:7])
    assert "--allow-shrink" in (raised.value.hint or "")
    assert give(services[:7], allow_shrink=True).retired == 3


def test_an_empty_feed_retires_nothing(give: Give, ask: Ask) -> None:
    give([service(1)])
    with pytest.raises(FileRefused, match="has no services"):
        give([])
    assert give([], complete=False).rows_in == 0
    assert ask("SELECT count(*) FROM listing") == [1]


def test_a_service_that_closes_is_retired_at_once(give: Give, ask: Ask) -> None:
    give([service(1), service(2)])
    summary = give([service(1, status="defunct")], complete=False)
    assert (summary.refused, summary.retired) == (1, 1)
    assert ask("SELECT status FROM service ORDER BY name") == ["inactive", "active"]


def test_numbers_for_ids_and_the_words_of_version_1(give: Give, ask: Ask) -> None:
    old = {
        "id": 17,
        "name": "Debt advice",
        "organization": {"id": 5, "name": "Advice", "url": "https://advice.example.org"},
        "regular_schedules": [
            {"id": 1, "byday": "MO", "freq": "WEEKLY", "interval": "1", "opens_at": "9:00",
             "closes_at": "17:00", "service_at_location": {"id": 9}}
        ],
        "service_at_locations": [
            {"id": 9, "location": {"id": 17, "name": "Town Hall", "latitude": "51.385", "longitude": "1.375",
                                   "physical_addresses": [{"id": 17, "address_1": "1 High Street",
                                                           "postal_code": "ct91xz"}]}}
        ],
        "cost_options": [{"id": 1, "amount": "0"}],
        "eligibilitys": [{"id": 1, "eligibility": "adult", "minimum_age": 18, "maximum_age": 0}],
        "service_taxonomys": [
            {"id": 3, "taxonomy": {"id": "77", "name": "Debt advice", "vocabulary": "esdServiceTypes"}}
        ],
        "attending_type": "venue, phone",
    }  # fmt: skip
    summary = give([old], dialect=Dialect.ORUK1)
    assert (summary.listed, summary.read_as) == (1, "Open Referral UK 1.0")
    (document,) = ask("SELECT document FROM listing WHERE listing_group = 'place'")
    assert document["delivery"] == ["in-person", "telephone"]
    assert document["free"] is True
    assert document["minimum_age"] == 18
    assert "maximum_age" not in document
    assert document["organization"]["website"] == "https://advice.example.org"
    assert [one["slug"] for one in document["categories"]] == ["debt-and-money-advice"]
    assert document["service_at_locations"][0]["schedules"][0]["opens_at"] == "09:00:00"
    assert document["service_at_locations"][0]["location"]["addresses"][0]["postal_code"] == "CT9 1XZ"
    assert "Who it is for: adult" in document["description"]
    assert ask("SELECT key FROM source_record") == ["17"]
    assert give([old], dialect=Dialect.ORUK1).unchanged == 1


def test_terms_are_kept_with_their_taxonomy_and_wait_for_a_category(
    give: Give, ask: Ask, country: Connection, mappings: Mappings
) -> None:
    def filed(number: int, *names: str) -> dict[str, Any]:
        terms = [
            {
                "id": uid(name, number),
                "taxonomy_term": {"id": uid(name), "name": name, "taxonomy": "Open Eligibility"},
            }
            for name in names
        ]
        return service(number, attributes=terms)

    give([filed(1, "Food Pantry", "Health"), filed(2, "Health", "Food Pantry"), filed(3, "Gamach")])
    assert [
        one["slug"] for one in ask("SELECT card -> 'categories' -> 0 FROM listing ORDER BY name LIMIT 1")
    ] == ["food-banks"]
    assert ask("SELECT name FROM taxonomy WHERE name LIKE 'Open%'") == ["Open Eligibility"]
    waiting = [astuple(one) for one in list_waiting(country, mappings, source="neighbour")]
    assert waiting == [
        ("Open Eligibility", uid("Health"), "Health", 2), ("Open Eligibility", uid("Gamach"), "Gamach", 1)
    ]  # fmt: skip
    assert list_waiting(country, mappings, source="nobody") == []


def test_what_was_odd_about_the_feed_is_an_issue_of_no_row(give: Give, ask: Ask) -> None:
    summary = give([service(1)], oddities=("The feed says that it has 9 services, and 1 came.",))
    assert summary.issues == 1
    assert ask("SELECT row_number, problem FROM import_issue") == [
        (0, "The feed says that it has 9 services, and 1 came.")
    ]
