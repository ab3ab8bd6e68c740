"""Ids stand as what they mean, so that the same directory under other ids is the same text."""

import json
import random
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from scripts.snapshots.canonical import Canonical
from scripts.snapshots.names import Names
from scripts.snapshots.tables import canonical_tables

Tables = dict[str, list[dict[str, Any]]]


def key(number: int) -> str:
    return str(UUID(int=number))


def directory() -> Tables:
    """Two services of two organizations of one name, that share a place; one has desks with telephones."""
    return {
        "source": [{"id": key(1), "name": "council"}],
        "organization": [
            {"id": key(number), "name": "Walkers", "parent_organization_id": None, "email": None}
            for number in (10, 11)
        ],
        "service": [
            {"id": key(20), "organization_id": key(10), "name": "Walk", "last_modified": "a time"},
            {"id": key(21), "organization_id": key(11), "name": "Walk", "last_modified": "a time"},
        ],
        "source_record": [
            {"source_id": key(1), "key": "W1", "service_id": key(20), "location_id": key(30), "record": {}},
            {"source_id": key(1), "key": "W2 @ b", "service_id": key(21), "location_id": None, "record": {}},
            {"source_id": key(1), "key": "W2 @ a", "service_id": key(21), "location_id": None, "record": {}},
        ],
        "location": [{"id": key(30), "name": "Hall"}],
        "service_at_location": [
            {"id": key(40 + each), "service_id": key(20 + each), "location_id": key(30)} for each in (0, 1)
        ],
        "contact": [{"id": key(50 + each), "service_id": key(20), "name": "Desk"} for each in (0, 1)],
        "phone": [
            {"id": key(60), "contact_id": key(50), "number": "2"},
            {"id": key(61), "contact_id": key(51), "number": "1"},
            {"id": key(62), "contact_id": key(51), "number": "3"},
        ],
        "schedule": [
            {"id": key(65), "service_id": key(20), "opens_at": "10:00", "closes_at": "12:00"},
            {"id": key(66), "service_id": key(20), "opens_at": "09:00", "closes_at": "12:00"},
        ],
        "metadata": [
            {
                "id": key(67), "resource_id": key(68), "resource_type": "phone",
                "previous_value": json.dumps({"id": key(68), "contact_id": key(50)}),
            }
        ],
        "taxonomy": [{"id": key(70), "name": f"Needs {key(70)}"}],
        "taxonomy_term": [{"id": key(71), "taxonomy_id": key(70), "parent_id": None, "term": "walking"}],
        "attribute": [{"id": key(80), "link_id": key(20), "taxonomy_term_id": key(71)}],
        "duplicate": [{"first_id": key(20), "second_id": key(21), "score": 90}],
        "listing": [
            {
                "id": key(40), "service_id": key(20), "listing_group": "place",
                "terms": f"'=term/{key(71)}' 'a':1",
                "document": {
                    "url": f"/listing/{key(40)}", "organization_id": key(10),
                    "contacts": [{"id": key(50), "phones": []}, {"id": key(51), "phones": []}],
                    "attributes": [{"id": key(99), "link_id": key(20), "taxonomy_term": {"id": key(71)}}],
                },
            },
            {"id": key(20), "service_id": key(20), "listing_group": "remote", "terms": "", "document": {}},
        ],
    }  # fmt: skip


def under_other_ids(tables: Tables) -> Tables:
    """The same tables under other ids, their rows in another order; pairs and documents follow the ids."""
    other: dict[str, str] = {}
    written = re.sub(
        r"00000000-0000-0000-0000-[0-9a-f]{12}",
        lambda found: other.setdefault(found[0], str(uuid4())),
        json.dumps(tables),
    )
    again: Tables = json.loads(written)
    for rows in again.values():
        random.shuffle(rows)
    for pair in again["duplicate"]:
        pair["first_id"], pair["second_id"] = sorted((pair["first_id"], pair["second_id"]))
    for row in again["listing"]:
        row["document"].get("contacts", []).sort(key=lambda each: each["id"])
    return again


def say(tables: Tables) -> dict[str, list[str]]:
    """What a snapshot holds of some tables."""
    lines = canonical_tables(tables, Canonical(Names(tables)))
    return {file: sorted(json.dumps(line, sort_keys=True) for line in each) for file, each in lines.items()}


def test_other_ids_make_no_difference() -> None:
    before = say(directory())
    for _ in range(20):
        assert say(under_other_ids(directory())) == before


def test_no_id_is_left() -> None:
    written = json.dumps(say(directory()))
    assert key(0)[:24] not in written
    # But that of a row which is gone.
    assert written.count("unknown id") == 1


def test_what_each_is_called() -> None:
    names = Names(directory())
    assert [names.get(key(each)) for each in (1, 20, 21, 30, 41, 71)] == [
        "source council", "service council/W1", "service council/W2 @ a", "place of service council/W1",
        "service council/W2 @ a at place of service council/W1", "term walking of taxonomy Needs its id",
    ]  # fmt: skip
    # Two of one name are told apart by what they run, and two desks by their telephones.
    assert names.get(key(11)) == "organization council/Walkers #2"
    assert names.get(key(51)) == "contact of service council/W1 #1"
    assert names.get(key(62)) == "phone of contact of service council/W1 #1 #2"


def change_name(tables: Tables) -> None:
    tables["service"][0]["name"] = "Stroll"


def move_phone(tables: Tables) -> None:
    tables["phone"][0]["contact_id"] = key(51)


def move_service(tables: Tables) -> None:
    tables["service"][1]["organization_id"] = key(10)


def leave_an_attribute(tables: Tables) -> None:
    tables["listing"][0]["document"]["attributes"][0]["taxonomy_term"]["id"] = key(70)


@pytest.mark.parametrize("change", [change_name, move_phone, move_service, leave_an_attribute])
def test_every_other_difference_shows(change: Callable[[Tables], None]) -> None:
    tables = directory()
    change(tables)
    assert say(tables) != say(directory())


def test_an_id_that_a_source_gave_stays_as_it_is() -> None:
    own = str(uuid4())
    tables = directory()
    tables["source_record"][0]["record"] = {"id": own, "at": "2026-01-01T10:00:00Z"}
    (line,) = (one for one in say(tables)["tables/source_record"] if own in one)
    assert json.loads(line)["record"] == {"id": own, "at": "2026-01-01T10:00:00Z"}


def test_an_id_of_nobody_and_a_moment_say_only_that_they_are_there() -> None:
    canonical = Canonical(Names(directory()))
    line = canonical.line({"id": key(20), "place_id": str(uuid4()), "read_at": "2026-11-28T10:00:00.123Z"})
    assert line == {"is": "service council/W1", "place_id": "unknown id", "read_at": "a time"}
