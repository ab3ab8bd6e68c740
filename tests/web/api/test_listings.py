"""/api/v1/listings over five services around one home in Margate, and over the Kent pack."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

HOME = "postcode=CT9+1AE"
NEAR = ["Zumba at the hall", "Diabetes group"]
FAR = "Evening choir"
VISITS, HELPLINE = "Befriending visits", "Carers' helpline"


def ask(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/listings?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/geo+json"
    body: dict[str, Any] = answer.get_json()
    assert body["type"] == "FeatureCollection"
    assert body["numberReturned"] == len(body["features"])
    return body


def names(body: dict[str, Any]) -> list[str]:
    return [feature["properties"]["name"] for feature in body["features"]]


def follow(client: FlaskClient, query: str) -> list[str]:
    """The names on every page, by following the next link."""
    found, address = [], f"/api/v1/listings?{query}"
    while address:
        body = client.get(address).get_json()
        found += [feature["id"] for feature in body["features"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
    return found


def test_places_nearest_first_then_what_comes_to_people_then_what_needs_no_travel(
    margate: FlaskClient,
) -> None:
    body = ask(margate, HOME)
    assert names(body) == [*NEAR, VISITS, HELPLINE]
    assert body["numberMatched"] == 4
    assert [feature["properties"]["group"] for feature in body["features"]] == [
        "place",
        "place",
        "area",
        "remote",
    ]
    assert [feature["properties"].get("distance_m") for feature in body["features"]] == [100, 250, None, None]


def test_a_place_is_a_point_in_degrees_and_what_has_no_place_has_no_geometry(margate: FlaskClient) -> None:
    zumba, _, visits, helpline = ask(margate, HOME)["features"]
    assert zumba["geometry"]["type"] == "Point"
    longitude, latitude = zumba["geometry"]["coordinates"]
    # 635728, 171039 by the Ordnance Survey's own transformation, to ten metres.
    assert (longitude, latitude) == (pytest.approx(1.3865, abs=0.005), pytest.approx(51.3890, abs=0.005))
    assert visits["geometry"] is None
    assert helpline["geometry"] is None


def test_without_a_home_by_name(margate: FlaskClient) -> None:
    assert names(ask(margate, "")) == ["Diabetes group", FAR, "Zumba at the hall", VISITS, HELPLINE]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"{HOME}&radius_m=150", [NEAR[0], VISITS, HELPLINE]),
        (f"{HOME}&radius_m=10000", [*NEAR, FAR, VISITS, HELPLINE]),
        ("q=choir", [FAR]),
        ("category=diabetes-support", ["Diabetes group"]),
        ("day=saturday", ["Zumba at the hall"]),
        ("day=saturday&part=evening", []),
        ("delivery=telephone", [HELPLINE]),
        ("delivery=telephone,at-home", [VISITS, HELPLINE]),
        ("joining=gp", ["Diabetes group"]),
        ("age=49&delivery=in-person", ["Diabetes group", FAR]),
        ("age=50&delivery=in-person", ["Diabetes group", FAR, "Zumba at the hall"]),
        ("bbox=1.38,51.38,1.40,51.40", ["Diabetes group", "Zumba at the hall"]),
        ("district=Canterbury&delivery=in-person", []),
        ("ward=E05005093&delivery=in-person", ["Diabetes group", FAR, "Zumba at the hall"]),
    ],
)
def test_the_filters_are_those_of_the_page(margate: FlaskClient, query: str, found: list[str]) -> None:
    assert names(ask(margate, query)) == found


@pytest.mark.parametrize("per_page", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("query", ["", f"{HOME}&radius_m=10000"])
def test_pages_hold_so_many_and_neither_repeat_nor_miss_one(
    margate: FlaskClient, query: str, per_page: int
) -> None:
    assert len(ask(margate, f"{query}&per_page={per_page}")["features"]) == per_page
    whole = [feature["id"] for feature in ask(margate, query)["features"]]
    assert follow(margate, f"{query}&per_page={per_page}") == whole


@pytest.mark.parametrize(
    "query",
    [
        "postcode=CT9+1AE",
        "postcode=ME14+1XX&radius_m=30000&delivery=in-person",
        "q=walking+group",
        "category=libraries&district=Thanet",
        "day=saturday&part=morning&district=Swale",
    ],
)
def test_the_order_is_that_of_the_page(kent: FlaskClient, query: str) -> None:
    page = kent.get(f"/?{query}").text
    shown = list(dict.fromkeys(re.findall(r'href="[^"?]*/([0-9a-f]{8}-[0-9a-f-]{27})', page)))
    features = ask(kent, query)["features"]
    assert [feature["id"] for feature in features] == shown[: len(features)]
    assert len(features) == min(20, len(shown)) > 0


def test_the_next_page_is_in_the_links_and_in_the_header(margate: FlaskClient) -> None:
    answer = margate.get(f"/api/v1/listings?{HOME}&per_page=2&free=&day=")
    expected = "http://localhost/api/v1/listings?postcode=CT9+1AE&per_page=2"
    links = {link["rel"]: link["href"] for link in answer.get_json()["links"]}
    assert links == {"self": expected, "next": f"{expected}&page=2"}
    assert f'<{expected}&page=2>; rel="next"' in answer.headers["Link"]
    last = ask(margate, f"{HOME}&per_page=2&page=2")
    assert [link["rel"] for link in last["links"]] == ["self", "prev"]


def test_a_page_past_the_end_is_empty(margate: FlaskClient) -> None:
    body = ask(margate, "page=3")
    assert body["features"] == []
    assert [link["rel"] for link in body["links"]] == ["self", "prev"]


def test_what_is_nearer_than_anything_inside_stands_apart(margate: FlaskClient) -> None:
    body = ask(margate, f"{HOME}&district=Canterbury&delivery=in-person")
    assert body["features"] == []
    assert [feature["properties"]["name"] for feature in body["beyond"]] == [*NEAR, FAR]


def test_the_home_is_told_with_how_it_was_found(margate: FlaskClient) -> None:
    home = ask(margate, "postcode=ct91aa")["home"]
    assert (home["postcode"], home["location_source"]) == ("CT9 1AA", "terminated_postcode")
    assert "no longer in use" in home["caveat"]
    assert home["areas"]["district"] == {"code": "E07000114", "name": "Thanet"}


def test_a_mended_spelling_is_told(margate: FlaskClient) -> None:
    body = ask(margate, "q=zumbaa")
    assert names(body) == ["Zumba at the hall"]
    assert body["spelling"] == {"typed": "zumbaa", "searched": "zumba"}
    assert names(ask(margate, "q=zumbaa&exact=true")) == []


def test_where_somebody_lives_is_kept_in_no_shared_cache(margate: FlaskClient) -> None:
    assert margate.get(f"/api/v1/listings?{HOME}").headers["Cache-Control"] == "no-store"
    assert "public" in margate.get("/api/v1/listings").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "bad"),
    [
        ("postcode=nowhere", ["postcode"]),
        ("postcode=SW1A+1AA", ["postcode"]),
        ("radius_m=50", ["radius_m"]),
        ("category=diabetis-support", ["category"]),
        ("day=someday&part=night", ["day", "part"]),
        ("free=perhaps", ["free"]),
        ("age=-1", ["age"]),
        ("step_free=2", ["step_free"]),
        ("delivery=pigeon", ["delivery"]),
        ("joining=lottery", ["joining"]),
        ("district=Atlantis", ["district"]),
        ("ward=E05999999", ["ward"]),
        ("ward=Margate", ["ward"]),
        ("bbox=1,2,3", ["bbox"]),
        ("page=0", ["page"]),
        ("per_page=101", ["per_page"]),
        ("page=51", ["page"]),
        ("limit=10&postcode=nowhere&age=x", ["limit", "postcode", "age"]),
    ],
)
def test_each_bad_parameter_is_named(margate: FlaskClient, query: str, bad: list[str]) -> None:
    answer = margate.get(f"/api/v1/listings?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert [error["name"] for error in answer.get_json()["errors"]] == bad


def test_an_unknown_parameter_is_told_the_ones_there_are(margate: FlaskClient) -> None:
    [error] = margate.get("/api/v1/listings?radius=500").get_json()["errors"]
    assert error["name"] == "radius"
    for name in (
        "postcode radius_m q category day part free age step_free delivery joining district ward bbox".split()
    ):
        assert name in error["reason"]


@pytest.mark.parametrize("text", ["%00", "' OR 1=1 --", "{q}", ":q", "%ed%a0%80", "💩" * 60, "a" * 200])
def test_whatever_is_typed_is_only_ever_looked_for(margate: FlaskClient, text: str) -> None:
    assert margate.get("/api/v1/listings", query_string={"q": text}).status_code == 200
    assert margate.get(f"/api/v1/listings?q={text}").status_code == 200
