"""Three sources of one service: what is shown follows from the sources, and not from how they were joined."""

from collections.abc import Callable, Sequence
from itertools import combinations, permutations
from typing import Any

import pytest
from sqlalchemy import Connection, text

from assetmap.listing.publish import publish
from assetmap.matching import decide
from tests.db.matching.conftest import Give, IdOf, Shown

KEYS = ("C1", "F1", "L1")
#: Every set of links that makes one service of three, in every order in which they may come.
LINKS = [
    order
    for size in (2, 3)
    for few in combinations(combinations(KEYS, 2), size)
    for order in permutations(few)
]
#: Along one street, so that the middle place is near both others, and they are not near each other.
STREET = """
INSERT INTO postcode (postcode, sector, point, accuracy_m, live, ward_code, district_code) VALUES
    ('CT9 1BA', 'CT9 1', ST_Point(635150, 170000, 27700), 60, true, 'E05005081', 'E07000114'),
    ('CT9 1BB', 'CT9 1', ST_Point(635300, 170000, 27700), 60, true, 'E05005081', 'E07000114')
"""

Told = dict[str, str]
Join = Callable[[Sequence[tuple[str, str]]], list[dict[str, Any]]]


@pytest.fixture
def street(town: Connection) -> Connection:
    """The town with two more postcodes."""
    town.execute(text(STREET))
    return town


@pytest.fixture
def join(street: Connection, id_of: IdOf, shown: Shown) -> Join:
    """What is shown when these links are made in this order; all of them are taken back afterwards."""

    def join(links: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        with street.begin_nested() as before:
            for one, other in links:
                publish(street, decide.merge(street, id_of(one), id_of(other), by="Ann"))
            rows = shown()
            before.rollback()
        return rows

    return join


def tell(give: Give, *three: Told) -> None:
    """Import one service of each of three sources, told so differently that no rule joins them."""
    names = ("Walk and Talk", "Strollers", "Ramblers of the Bay")
    for source, key, name, more in zip(("council", "feed", "library"), KEYS, names, three, strict=True):
        plain = {"Ref": key, "Service name": name, "Organisation": f"The {name}", "Postcode": "CT9 1AA"}
        give(source, plain | more)


def test_any_links_in_any_order_show_the_same(give: Give, join: Join, shown: Shown) -> None:
    tell(
        give,
        {"Postcode": "CT9 1AA", "Cost": "£2"},
        {"Postcode": "CT9 1BA", "Opening times": "Tue 2-4pm", "Email": "a@example.org", "Cost": "£3"},
        {
            "Postcode": "CT9 1BB",
            "Opening times": "Fri 10-11",
            "Phone": "01632 960003",
            "Description": "By the sea.",
        },
    )
    before = shown()
    first, *others = [join(links) for links in LINKS]
    assert len(LINKS) == 12
    assert all(rows == first for rows in others)
    assert shown() == before


def test_each_value_comes_from_the_first_of_three_that_has_it(give: Give, join: Join) -> None:
    tell(
        give,
        {"Cost": "£2"},
        {"Email": "a@example.org", "Cost": "£3"},
        {
            "Phone": "01632 960003",
            "Description": "By the sea.",
            "Email": "b@example.org",
            "Opening times": "Fri 10-11",
        },
    )
    (row,) = join([("C1", "F1"), ("F1", "L1")])
    card, document = row["card"], row["document"]
    assert (card["name"], card["cost"], card["summary"]) == ("Walk and Talk", "£2", "By the sea.")
    assert document["email"] == "a@example.org"
    assert document["contacts"][0]["phones"][0]["number"] == "01632 960003"
    assert card["hours"] == ["Friday, 10am to 11am"]
    assert document["sources"] == ["council", "feed", "library"]


def test_a_place_near_one_that_went_into_a_third_is_not_lost(give: Give, join: Join) -> None:
    tell(
        give,
        {"Postcode": "CT9 1AA", "Opening times": "Mon 10-12"},
        {"Postcode": "CT9 1BA", "Opening times": "Tue 2-4pm"},
        {"Postcode": "CT9 1BB", "Opening times": "Fri 10-11"},
    )
    rows = join([("C1", "F1"), ("F1", "L1")])
    assert {row["card"]["address"]["postcode"]: row["card"]["hours"] for row in rows} == {
        "CT9 1AA": ["Monday, 10am to midday"],
        "CT9 1BB": ["Friday, 10am to 11am"],
    }


def test_what_two_others_say_of_a_place_is_all_there(give: Give, street: Connection, join: Join) -> None:
    tell(give, {}, {}, {})
    facility = text(
        "INSERT INTO accessibility (id, location_id, accessibility)"
        " SELECT gen_random_uuid(), location_id, :code FROM source_record WHERE key = :key"
    )
    street.execute(facility, {"code": "step-free", "key": "L1"})
    named = text(
        "UPDATE location SET name = 'The Old Hall' FROM source_record AS record"
        " WHERE record.location_id = location.id AND record.key = 'F1'"
    )
    street.execute(named)
    (row,) = join([("C1", "L1"), ("C1", "F1")])
    assert (row["card"]["place"], row["card"]["access"]) == ("The Old Hall", ["step-free"])
    assert "=access/step-free" in row["terms"]


def test_the_hours_of_a_place_that_two_others_know_are_kept(give: Give, join: Join) -> None:
    tell(
        give,
        {"Postcode": "CT9 1AA", "Opening times": "Mon 10-12"},
        {"Postcode": "CT9 1AB"},
        {"Postcode": "CT9 1AB", "Opening times": "Fri 10-11"},
    )
    rows = join([("C1", "F1"), ("F1", "L1")])
    assert {row["card"]["address"]["postcode"]: row["card"]["hours"] for row in rows} == {
        "CT9 1AA": ["Monday, 10am to midday"],
        "CT9 1AB": ["Friday, 10am to 11am"],
    }


def test_a_place_that_the_preferred_source_could_not_find_has_its_hours(give: Give, join: Join) -> None:
    tell(
        give,
        {"Postcode": "ZZ9 9ZZ", "Opening times": "Mon 10-12"},
        {"Postcode": "CT9 1AB"},
        {"Postcode": "CT9 1AB"},
    )
    (row,) = join([("F1", "L1"), ("C1", "L1")])
    assert row["card"]["address"]["postcode"] == "CT9 1AB"
    assert row["card"]["hours"] == ["Monday, 10am to midday"]
    assert "=when/mo-am" in row["terms"]


def test_a_place_is_not_lost_where_another_source_says_only_online(
    give: Give, street: Connection, id_of: IdOf, join: Join
) -> None:
    tell(give, {}, {}, {})
    online = text("UPDATE service SET delivery = '{online}' WHERE id = :id")
    street.execute(online, {"id": id_of("F1")})
    rows = join([("C1", "F1"), ("F1", "L1")])
    assert {row["listing_group"] for row in rows} == {"place", "remote"}
    assert rows[0]["card"]["delivery"] == ["in-person", "online"]


@pytest.mark.parametrize("online", [("C1",), ("F1",), ("C1", "L1")])
def test_nobody_is_sent_to_the_office_of_a_service_that_needs_no_place(
    give: Give, street: Connection, id_of: IdOf, join: Join, online: tuple[str, ...]
) -> None:
    codes = dict(zip(KEYS, ("CT9 1AA", "CT9 1AB", "CT9 1BB"), strict=True))
    tell(give, *({"Postcode": code} for code in codes.values()))
    for key in online:
        street.execute(text("UPDATE service SET delivery = '{online}' WHERE id = :id"), {"id": id_of(key)})
    publish(street)
    rows = join([("C1", "F1"), ("F1", "L1")])
    shown = str(rows)
    for key, code in codes.items():
        assert (code in shown) == (key not in online)
    assert {row["listing_group"] for row in rows} == {"place", "remote"}


@pytest.mark.parametrize("taken", list(combinations(KEYS, 2)))
def test_one_link_taken_back_leaves_the_others(
    give: Give, street: Connection, id_of: IdOf, shown: Shown, taken: tuple[str, str]
) -> None:
    tell(give, {}, {"Postcode": "CT9 1BA"}, {"Postcode": "CT9 1BB"})
    middle = next(key for key in KEYS if key not in taken)
    for one in taken:
        publish(street, decide.merge(street, id_of(one), id_of(middle), by="Ann"))
    assert len({row["service_id"] for row in shown()}) == 1
    publish(street, decide.undo(street, id_of(taken[0]), id_of(middle), by="Ben"))
    left = {frozenset(row["document"]["sources"]) for row in shown()}
    of = dict(zip(KEYS, ("council", "feed", "library"), strict=True))
    assert left == {frozenset({of[taken[0]]}), frozenset({of[taken[1]], of[middle]})}
