"""Feeds: their privacy flags under any name, marks that stay, and what others say of the same place."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from assetmap.listing.publish import publish
from assetmap.secrecy import decide

Give = Any
Leaks = Any
Ask = Any
IdOf = Any
Record = dict[str, Any]
MARKS = ("hidden lane", "CT9 1AA", "CT91AA", "Wardwest", "E05005081")


def at(line: str = "12 Hidden Lane", postcode: str = "CT9 1AA", **more: Any) -> Record:
    """A service at a location with one address."""
    address = {"address_1": line, "postal_code": postcode, "address_type": "physical"}
    location = {"id": f"place {line}", "location_type": "physical", "addresses": [address]}
    return {"id": f"held {line}", "location": location | more}


def told(name: str = "Harbour Refuge", key: str = "1", place: Record | None = None, **more: Any) -> Record:
    """A service of a feed."""
    organization = {"id": f"org {key}", "name": f"{name} trust"}
    record = {"id": key, "name": name, "status": "active", "organization": organization}
    return record | {"service_at_locations": [place or at()]} | more


@pytest.mark.parametrize(
    "flag",
    [
        {"confidential": True}, {"mask_exact_address": True}, {"location_visible": False},
        {"isPrivate": "true"},
        {"PhysicalAddressIsPrivate": 1}, {"publish_address": "no"}, {"hide_location": "perhaps"},
        {"visibility": "hidden"}, {"location_type": "redacted"}, {"name": "Address withheld"}, {"privacy": 3},
    ],
)  # fmt: skip
def test_a_flag_under_any_name_keeps_a_place_secret(
    flag: Record, give_feed: Give, leaks: Leaks, ask: Ask
) -> None:
    give_feed("feed", told(place=at(**flag)))
    assert leaks(*MARKS) == []
    assert ask("SELECT listing_group, district_code FROM listing") == [("area", "E07000114")]


@pytest.mark.parametrize("flag", [{"is_private": True}, {"do_not_publish": "yes"}, {"confidential": True}])
def test_a_flag_of_the_service_counts_for_its_places(flag: Record, give_feed: Give, leaks: Leaks) -> None:
    give_feed("feed", told(**flag))
    assert leaks(*MARKS) == []


@pytest.mark.parametrize(
    "flag",
    [{"mask_exact_address": False}, {"location_visible": True}, {"visibility": "public"},
     {"private_parking": True}, {"publish_date": "2026-01-01"}, {"confidential": False},
     {"hide_location": None}],
)  # fmt: skip
def test_what_says_that_it_may_be_shown_is(flag: Record, give_feed: Give, ask: Ask) -> None:
    give_feed("feed", told(place=at(**flag)))
    assert ask("SELECT listing_group FROM listing") == ["place"]


@pytest.mark.parametrize("order", [1, -1])
def test_another_source_does_not_give_it_away(
    order: int, give: Give, give_feed: Give, leaks: Leaks, ask: Ask
) -> None:
    sheet = {"Name": "Sewing", "Organisation": "Thread", "Address": "12 Hidden Lane", "Postcode": "CT9 1AA"}
    acts: list[Callable[[], Any]] = [
        lambda: give_feed("feed", told(place=at(confidential=True))),
        lambda: give("charity", sheet),
        lambda: give_feed("other", told("Bread", "9", at("12, Hidden Ln"), email="x@bread.test")),
    ][::order]
    for act in acts:
        act()
    assert leaks(*MARKS, "hidden ln", "bread.test") == []
    assert ask("SELECT count(*) FROM listing WHERE listing_group = 'area'") == [3]


def test_another_service_of_the_feed_at_the_same_location_is_as_secret(give_feed: Give, leaks: Leaks) -> None:
    give_feed("feed", told("Bread", "0"), told(place=at(confidential=True)))
    assert leaks(*MARKS) == []


def test_a_mark_that_the_feed_drops_stays_until_a_person_lifts_it(
    country: Connection, give_feed: Give, leaks: Leaks, ask: Ask, id_of: IdOf
) -> None:
    give_feed("feed", told(place=at(confidential=True)))
    give_feed("feed", told())
    assert leaks(*MARKS) == []
    assert "no longer says" in ask("SELECT problem FROM import_issue")[0]
    give_feed("feed", told(place=at("5 Further Road", "CT9 1AB")))
    assert leaks(*MARKS, "further road", "CT9 1AB") == []
    act = decide.lift(country, id_of("Harbour Refuge"), by="Ann", why="asked for")
    publish(country, act)
    assert ask("SELECT listing_group FROM listing") == ["place"]


def test_a_point_without_an_address_in_the_secret_postcode_is_withheld(
    give: Give, give_feed: Give, leaks: Leaks, ask: Ask
) -> None:
    refuge = {"Name": "Harbour Refuge", "Address": "12 Hidden Lane", "Postcode": "CT9 1AA"}
    give("council", {**refuge, "Confidential": "y"})
    (spot,) = ask("SELECT ST_Y(p), ST_X(p) FROM ST_Transform(ST_Point(635020, 170010, 27700), 4326) AS t (p)")
    bare = {"id": "p", "location_type": "physical", "latitude": spot[0], "longitude": spot[1]}
    give_feed("feed", told("Bread", "9", {"id": "h", "location": bare}))
    assert ask("SELECT listing_group FROM listing WHERE name = 'Bread'") == ["area"]
    assert leaks(f"{spot[0]:.4f}", f"{spot[1]:.4f}", "Wardwest") == []


def test_a_ward_that_a_secret_service_serves_is_not_told(give_feed: Give, leaks: Leaks, ask: Ask) -> None:
    areas = [{"name": "Wardwest", "area_code": "E05005081"}]
    give_feed("feed", told(place=at(confidential=True), service_areas=areas))
    assert leaks(*MARKS) == []
    assert ask("SELECT serves FROM listing") == [["E07000114"]]
