"""What a hostile or a careless publisher sends ends as an issue, and the services beside it come in."""

import random
from collections.abc import Callable
from typing import Any

from feed_server import service

from assetmap.ingest.summary import Summary

Give = Callable[..., Summary]
Ask = Callable[..., list[Any]]

CHANCE = random.Random(7)
#: Nothing in it repeats, so no compression makes it small enough for an index.
LONG = "".join(CHANCE.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=10_000))


def place(**more: Any) -> list[dict[str, Any]]:
    held: dict[str, Any] = service(1)["service_at_locations"][0]
    return [held | {"location": held["location"] | more}]


def filed(**more: Any) -> list[dict[str, Any]]:
    (one,) = service(1)["attributes"]
    return [one | {"taxonomy_term": one["taxonomy_term"] | more}]


def nested(depth: int) -> Any:
    value: Any = "bottom"
    for level in range(depth):
        value = [value] if level % 2 else {"in": value}
    return value


HOSTILE: dict[str, dict[str, Any]] = {
    "an id of ten thousand characters": {"id": LONG},
    "the id of a place": {"service_at_locations": place(id=LONG)},
    "the id of an organization": {"organization": {"id": LONG, "name": "Us"}},
    "the name of a service": {"name": LONG},
    "the name of an organization": {"organization": {"id": "1", "name": LONG}},
    "the name of a place": {"service_at_locations": place(name=LONG)},
    "a term": {"attributes": filed(term=LONG)},
    "the name of a term": {"attributes": filed(name=LONG)},
    "the id of a term": {"attributes": filed(id=LONG, term=None)},
    "the name of a taxonomy": {"attributes": filed(taxonomy=LONG)},
    "a web address": {"url": f"https://{LONG[:60]}.example.org/{LONG}"},
    "a host": {"url": f"https://{LONG}.example.org/"},
    "an e-mail address": {"email": f"{LONG}@example.org"},
    "a telephone number": {"contacts": [{"phones": [{"number": "01632 960123 " * 1_000}]}]},
    "a contact": {"contacts": [{"name": LONG, "title": LONG}]},
    "a number in a register": {
        "organization": {
            "name": "Us", "organization_identifiers": [{"identifier_scheme": "GB-CHC", "identifier": LONG}]
        }
    },
    "a language": {"languages": [{"name": LONG, "code": LONG}]},
    "an area": {"service_areas": [{"name": LONG, "extent": LONG, "uri": LONG}]},
    "a fund": {"funding": [{"source": LONG}]},
    "a postcode": {
        "service_at_locations": place(addresses=[{"address_1": LONG, "city": LONG, "postal_code": LONG}])
    },
    "an identifier of a place": {
        "service_at_locations": place(external_identifier=LONG, external_identifier_type=LONG)
    },
    "deep nesting": {"somewhere": nested(900)},
    "deep nesting where it matters": {"organization": nested(900), "attributes": nested(900)},
    "characters that no text can hold": {
        "name": "A\x00B\ud800C", "description": "\udfff\x00", "x\ud800": "\x00"
    },
    "an id that is not text": {"id": "\ud800\x00"},
    "the year nought": {"assured_date": "0000-01-01", "last_modified": "0000-00-00T00:00:00Z"},
    "the year ten thousand": {"assured_date": "10000-01-01"},
    "rules without sense": {
        "schedules": [
            {
                "freq": "SECONDLY", "interval": "1e999", "byday": "99XX,-7MO", "bymonthday": "0,32,-99",
                "valid_from": "9999-99-99", "valid_to": "0000-00-00", "dtstart": "-1", "opens_at": "25:61",
                "closes_at": "99", "until": "20261301T000000Z", "count": -5,
            },
            {"freq": "MONTHLY", "interval": 10**30, "byday": ["MO", {"TU": 1}, None], "bymonthday": [[1]]},
        ]
    },
    "days without end": {
        "schedules": [{"byday": "MO" + "ED" * 60 + "X"}, {"byday": "MO" + "ED" * 50_000 + "X"}]
    },
    "text that is masked without end": {"description": "Tea &" + "amp;" * 1_200},
    "prices without sense": {
        "cost_options": [
            {"amount": -5}, {"amount": 1e308}, {"amount": float("inf")}, {"amount": float("nan")},
            {"amount": 10**400}, {"amount": "£" + "9" * 400}, {"amount": "1e308"}, {"amount": True},
        ]
    },
    "ages without sense": {"minimum_age": 1e308, "maximum_age": -1e308},
    "ages past all": {"minimum_age": 40_000, "maximum_age": 999_999_999},
    "counts past all": {"waiting_days": 10**30, "capacity": 2**31},
    "coordinates without sense": {
        "service_at_locations": place(latitude=float("nan"), longitude=float("inf"), accuracy_m=10**30)
    },
    "coordinates as long texts": {"service_at_locations": place(latitude="5" * 5_000, longitude="1e999")},
    "coordinates with a long gap": {
        "service_at_locations": place(latitude="51" + " " * 50_000 + "x", longitude="1" + "\n " * 9_999 + "x")
    },
    "numbers for ids": {"id": -(10**30)},
}  # fmt: skip


def test_every_one_comes_in_with_the_others(give: Give, ask: Ask) -> None:
    feed = [service(number) | more for number, more in enumerate(HOSTILE.values(), 100)]
    summary = give([service(7), *feed, service(8)])
    assert (summary.rows_in, summary.refused) == (len(HOSTILE) + 2, 0)
    names = ask("SELECT name FROM service")
    assert len(names) == len(HOSTILE) + 2
    assert {"Walking group 7", "Walking group 8"} <= set(names)
    # And again, as the same.
    assert give([service(7), *feed, service(8)]).unchanged == len(HOSTILE) + 2


def test_what_is_too_long_is_told(give: Give, ask: Ask) -> None:
    give([service(1, id=LONG, name=LONG, description="word " * 500_000, url=f"https://x.example.org/{LONG}")])
    told = ask("SELECT column_name, problem, action FROM import_issue ORDER BY id")
    (key,) = ask("SELECT key FROM source_record")
    assert key.startswith(LONG[:100])
    assert len(key) < 200
    assert told == [
        ("description", "The text has 2,500,000 characters.", "The first 200,000 were taken."),
        ("id", "The id is longer than any.", f"Known as {key}."),
        ("name", "The text has 10,000 characters.", "The first 1,000 were taken."),
        ("url", "No address of the web is as long as this.", "Left out."),
    ]
    # The record is kept whole, but not once more for each of these.
    assert ask("SELECT length(record ->> 'description') FROM source_record") == [2_500_000]
    assert ask("SELECT DISTINCT record FROM import_issue WHERE pg_column_size(record) > 10000") == []


def test_two_ids_that_are_too_long_are_two(give: Give, ask: Ask) -> None:
    give([service(1, id=LONG), service(2, id=LONG + "2")])
    assert ask("SELECT count(DISTINCT key) FROM source_record") == [2]
