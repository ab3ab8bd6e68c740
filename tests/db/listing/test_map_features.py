"""The map shows what the list would: one by one when few, grouped when many, whichever way it was read."""

from typing import Any

import pytest
from sqlalchemy import Connection

from assetmap.listing.bounds import Bounds
from assetmap.listing.publish import publish
from assetmap.listing.query import SearchQuery
from assetmap.listing.search import find_listings, map_features

AddService = Any
THANET, DOVER, DEAL = "E07000114", "E07000108", "E05012345"
EAST_KENT = Bounds(1.2, 51.2, 1.5, 51.45)
SHEPWAY = Bounds(0.9, 51.0, 1.1, 51.1)


def show(connection: Connection, bounds: Bounds = EAST_KENT, zoom: int = 11, **args: str) -> dict[str, Any]:
    query = SearchQuery.parse({name: [value] for name, value in args.items()})
    return map_features(connection, query, bounds, zoom)


def names(view: dict[str, Any]) -> list[str]:
    return sorted(feature["properties"].get("name", "") for feature in view["features"])


def test_few_are_shown_one_by_one(kent: Connection, add_service: AddService) -> None:
    add_service("Walk", days="TU", costs=[("0", None)])
    add_service("Online", delivery=["online"], located=False)
    publish(kent)
    view = show(kent)
    assert (view["type"], view["total"], view["grouped"]) == ("FeatureCollection", 1, False)
    (feature,) = view["features"]
    (card,) = find_listings(kent, SearchQuery()).places.cards
    assert feature == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [card["longitude"], card["latitude"]]},
        "properties": {
            "id": card["id"], "name": "Walk", "organization": "Age Better", "cost": "Free",
            "hours": ["Tuesday, 10am to midday"],
        },
    }  # fmt: skip


def test_only_what_is_in_view_is_shown(kent: Connection, add_service: AddService) -> None:
    add_service("Walk")
    publish(kent)
    assert show(kent, SHEPWAY)["total"] == 0
    assert show(kent, Bounds(-180, -90, 180, 90), 0)["total"] == 1
    assert show(kent, Bounds(100, 10, 110, 20), 5)["features"] == []


FILTERS = [
    {},
    {"category": "yoga"},
    {"category": "befriending"},
    {"day": "tuesday", "part": "evening"},
    {"free": "yes"},
    {"step_free": "yes"},
    {"age": "49"},
    {"age": "80", "category": "yoga,walking-groups", "joining": "gp,self-referral"},
    {"delivery": "in-person"},
    {"delivery": "online"},
    {"q": "walk"},
    {"district": "Dover"},
    {"ward": "E05005081", "free": "yes"},
    {"bbox": "1.3,51.37,1.5,51.5"},
]


@pytest.mark.parametrize("args", FILTERS)
@pytest.mark.parametrize("home", [{}, {"postcode": "CT9 1XX"}, {"postcode": "CT9 1XX", "radius_m": "12000"}])
def test_the_map_shows_what_the_list_does(
    kent: Connection, add_service: AddService, args: dict[str, str], home: dict[str, str]
) -> None:
    add_service("Walk", days="TU", hours=(10, 12), costs=[("0", None)])
    add_service(
        "Yoga", categories=["yoga"], days="TU", hours=(18, 20), step_free=True, minimum_age=50, joining=["gp"]
    )
    add_service("Walk in Dover", place=(636_000, 160_000), ward=DEAL, district=DOVER, areas=[DOVER])
    add_service("Walk for Thanet", place=(636_000, 166_000), areas=[THANET], maximum_age=79)
    publish(kent)
    listed = find_listings(kent, SearchQuery.parse({k: [v] for k, v in (args | home).items()})).places
    view = show(kent, EAST_KENT, 11, **args, **home)
    assert names(view) == sorted(card["name"] for card in listed.cards)
    assert view["total"] == listed.total


def test_a_facet_that_nothing_has_finds_nothing(kent: Connection, add_service: AddService) -> None:
    add_service()
    publish(kent)
    kent.exec_driver_sql("DELETE FROM listing_facet WHERE lexeme = '=cost/free'")
    assert show(kent, free="yes")["total"] == 0


def test_many_are_grouped_and_one_alone_is_still_itself(
    kent: Connection, add_service: AddService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assetmap.listing.map.FEW", 3)
    for number in range(4):
        add_service(f"Margate {number}", place=(636_000 + number, 170_000))
    add_service("Alone", place=(636_000, 160_000))
    publish(kent)
    view = show(kent)
    assert (view["total"], view["grouped"]) == (5, True)
    group, alone = sorted(view["features"], key=lambda feature: len(feature["properties"]))
    assert group["properties"] == {"count": 4}
    assert group["geometry"]["coordinates"] == [
        pytest.approx(1.387, abs=0.01),
        pytest.approx(51.38, abs=0.01),
    ]
    assert alone["properties"]["name"] == "Alone"
    far_off = show(kent, Bounds(-6, 50, 2, 55), 5)
    assert [feature["properties"] for feature in far_off["features"]] == [{"count": 5}]


def test_a_word_that_very_many_have_is_counted_in_a_sample_and_said_to_be(
    kent: Connection, add_service: AddService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assetmap.listing.map.FEW", 3)
    monkeypatch.setattr("assetmap.listing.map.MANY_NEAR", 4)
    monkeypatch.setattr("assetmap.listing.map.SAMPLE_PERCENT", 100)
    for number in range(4):
        add_service(f"Walk {number}")
    add_service("Yoga", categories=["yoga"], place=(636_000, 160_000))
    publish(kent)
    view = show(kent, q="walk")
    assert (view["total"], view["grouped"], view["approximate"]) == (4, True, True)
    assert [feature["properties"] for feature in view["features"]] == [{"count": 4}]
    assert show(kent)["approximate"] is False


def test_moving_closing_and_changing_a_service_reach_the_map(
    kent: Connection, add_service: AddService
) -> None:
    add_service("Walk")
    publish(kent)
    kent.exec_driver_sql("UPDATE location SET point = ST_SetSRID(ST_MakePoint(606000, 130000), 27700)")
    publish(kent)
    assert (show(kent)["total"], show(kent, SHEPWAY)["total"]) == (0, 1)
    assert show(kent, SHEPWAY, free="yes")["total"] == 0
    kent.exec_driver_sql(
        "INSERT INTO cost_option (id, service_id, amount) SELECT gen_random_uuid(), id, 0 FROM service"
    )
    publish(kent)
    assert show(kent, SHEPWAY, free="yes")["total"] == 1
    kent.exec_driver_sql("UPDATE service SET status = 'inactive'")
    publish(kent)
    assert show(kent, SHEPWAY)["total"] == 0
