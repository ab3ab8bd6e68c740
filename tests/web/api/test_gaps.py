"""/api/v1/gaps over five services around one home in Margate."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

THANET = "category=diabetes-support&district=E07000114"
MARGATE_CENTRAL = "E05005093"


def ask(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/gaps?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    body: dict[str, Any] = answer.get_json()
    return body


def wards(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {area["code"]: area for area in body["areas"]}


def test_one_object_a_ward(margate: FlaskClient) -> None:
    body = ask(margate, THANET)
    assert len(body["areas"]) == len(wards(body)) == body["numberMatched"] == 23
    assert set(body["areas"][0]) == {
        "code",
        "name",
        "district",
        "residents",
        "services_in_ward",
        "services_within_reach",
        "share_without",
        "nearest_m",
        "status",
        "need",
    }
    central = wards(body)[MARGATE_CENTRAL]
    assert (central["name"], central["services_in_ward"], central["services_within_reach"]) == (
        "Margate Central",
        1,
        1,
    )
    # The whole ward lies within a mile of CT9 1AE.
    assert (central["share_without"], central["status"]) == (0, "covered")
    assert 200 < central["nearest_m"] < 1_000


def test_wards_with_none_come_first(margate: FlaskClient) -> None:
    statuses = [area["status"] for area in ask(margate, THANET)["areas"]]
    assert statuses == sorted(statuses, key=["none", "thin", "covered"].index)
    assert {"none", "covered"} <= set(statuses)


def test_what_was_asked_is_told_with_what_the_words_mean(margate: FlaskClient) -> None:
    body = ask(margate, f"{THANET}&reach_m=800&free=true&day=sat&age=0")
    assert (body["category"], body["reach_m"]) == ("diabetes-support", 800)
    assert body["filters"] == {"day": ["saturday"], "free": True, "age": 0}
    assert body["categories"][0]["name"] == "Diabetes support"
    assert set(body["areas"][0]) & {"none", "thin", "covered", "share_without", "nearest_m"} <= set(
        body["definitions"]
    )
    assert {"none", "thin", "covered"} <= set(body["definitions"])


def test_a_longer_reach_reaches_more(margate: FlaskClient) -> None:
    def reached(reach_m: int) -> int:
        areas = ask(margate, f"{THANET}&reach_m={reach_m}")["areas"]
        return sum(area["status"] != "none" for area in areas)

    assert reached(400) < reached(1_600) < reached(30_000) == 23


@pytest.mark.parametrize("filters", ["day=saturday", "free=true", "step_free=true", "delivery=online"])
def test_filters_decide_which_services_count(margate: FlaskClient, filters: str) -> None:
    areas = ask(margate, f"{THANET}&{filters}")["areas"]
    assert {area["status"] for area in areas} == {"none"}
    assert {area["services_within_reach"] for area in areas} == {0}


def test_a_filter_that_the_service_meets_lets_it_count(margate: FlaskClient) -> None:
    assert wards(ask(margate, f"{THANET}&joining=gp"))[MARGATE_CENTRAL]["status"] == "covered"


def test_what_is_not_known_is_null(margate: FlaskClient) -> None:
    areas = ask(margate, f"{THANET}&day=saturday")["areas"]
    assert {area["nearest_m"] for area in areas} == {None}
    assert {area["share_without"] for area in areas} == {1}


def test_a_ward_where_nobody_lives_has_no_share(margate: FlaskClient, kent_connection: Connection) -> None:
    kent_connection.execute(text("UPDATE population_figure SET value = 0 WHERE measure_code = 'residents'"))
    for area in ask(margate, THANET)["areas"]:
        assert (area["residents"], area["share_without"], area["nearest_m"]) == (0, None, None)


def test_all_categories_are_counted_for_each_ward(margate: FlaskClient) -> None:
    body = ask(margate, "category=all&district=Thanet")
    assert len(body["areas"]) == 23
    central = wards(body)[MARGATE_CENTRAL]
    assert central["none"] + central["thin"] + central["covered"] == len(body["categories"]) - context(body)
    assert len(central["missing"]) == central["none"]
    assert "diabetes-support" not in central["missing"]
    assert "diabetes-support" in body["areas"][0]["missing"]


def context(body: dict[str, Any]) -> int:
    """How many categories are there for comparison only, so that no ward misses them."""
    return sum(category["context"] for category in body["categories"])


def test_a_group_stands_for_its_categories(margate: FlaskClient) -> None:
    groups = margate.get("/api/v1/categories").get_json()["groups"]
    group = next(group for group in groups if len(group["categories"]) > 1)
    body = ask(margate, f"category={group['slug']}&district=Thanet")
    assert [leaf["slug"] for leaf in body["categories"]] == [leaf["slug"] for leaf in group["categories"]]
    assert "missing" in body["areas"][0]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("category=diabetes-support", 279),
        ("category=diabetes-support&district=Medway", 24),
        (f"category=diabetes-support&ward={MARGATE_CENTRAL}", 1),
    ],
)
def test_everywhere_or_a_district_or_a_ward(margate: FlaskClient, query: str, number: int) -> None:
    assert ask(margate, query)["numberMatched"] == number


def test_every_ward_is_on_one_page_and_only_one(margate: FlaskClient) -> None:
    whole = [area["code"] for area in ask(margate, THANET)["areas"]]
    found: list[str] = []
    address = f"/api/v1/gaps?{THANET}&per_page=10"
    while address:
        body = margate.get(address).get_json()
        found += [area["code"] for area in body["areas"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
    assert found == whole


@pytest.mark.parametrize(
    ("query", "bad"),
    [
        ("", ["category"]),
        ("category=", ["category"]),
        ("district=E07000114", ["category"]),
        ("category=diabetis", ["category"]),
        ("category=all&district=Atlantis", ["district"]),
        ("category=all&ward=E05999999", ["ward"]),
        ("category=all&reach_m=99", ["reach_m"]),
        ("category=all&reach=1600", ["reach"]),
        ("category=all&postcode=CT9+1AE", ["postcode"]),
        ("category=all&free=maybe&day=noday&page=0", ["day", "free", "page"]),
        ("colour=red&reach_m=x", ["colour", "category", "reach_m"]),
    ],
)
def test_each_bad_parameter_is_named(margate: FlaskClient, query: str, bad: list[str]) -> None:
    answer = margate.get(f"/api/v1/gaps?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert [error["name"] for error in answer.get_json()["errors"]] == bad


def test_a_district_is_asked_for_where_there_are_too_many_wards(
    margate: FlaskClient, kent_connection: Connection
) -> None:
    assert ask(margate, "category=diabetes-support")["numberMatched"] == 279
    kent_connection.execute(
        text(
            "INSERT INTO area (code, kind, name)"
            " SELECT 'E0599' || number, 'ward', 'Ward ' || number FROM generate_series(1001, 1722) AS number"
        )
    )
    answer = margate.get("/api/v1/gaps?category=diabetes-support")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    body = answer.get_json()
    said = "is needed, because there are 1,001 wards and at most 1,000 are measured at once"
    assert body["errors"] == [{"name": "district", "reason": said}]
    assert body["hint"] == "Name a district or county, such as Thanet or E07000114."
    assert ask(margate, THANET)["numberMatched"] == 23
    assert margate.get("/gaps.csv?category=diabetes-support").status_code == 400
    assert (
        margate.get("/gaps.csv?category=diabetes-support&district=Thanet", buffered=True).status_code == 200
    )
