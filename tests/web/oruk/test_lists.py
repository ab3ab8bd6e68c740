"""The lists: their envelope, their pages, and what each parameter lets through, reckoned again in Python."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyproj import Transformer
from sqlalchemy import Connection, text

Ask = Callable[..., Any]
Record = dict[str, Any]
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
#: CT9 1AE, in metres of the National Grid.
HOME = (635_628, 171_039)
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def taken(ask: Ask, path: str, **parameters: Any) -> list[str]:
    """The ids that a list gives, on all its pages."""
    page = ask(path, per_page=500, **parameters)
    numbers = range(2, page["total_pages"] + 1)
    rest = [ask(path, per_page=500, page=number, **parameters) for number in numbers]
    return [record["id"] for each in (page, *rest) for record in each["contents"]]


@pytest.fixture
def services(pages: Callable[..., Any]) -> list[Record]:
    """Every service in full."""
    return [record for page in pages("/services", per_page=500, full="true") for record in page["contents"]]


@pytest.mark.parametrize("name", LISTS)
def test_pages_lead_through_the_whole_list_once(pages: Callable[..., Any], name: str) -> None:
    seen: list[str] = []
    for number, page in enumerate(pages(f"/{name}", per_page=37), 1):
        assert page["page_number"] == number
        assert page["first_page"] is (number == 1)
        assert page["total_pages"] == -(-page["total_items"] // 37)
        assert page["last_page"] is (number == page["total_pages"])
        assert page["size"] == len(page["contents"])
        assert page["empty"] is False
        seen += [record["id"] for record in page["contents"]]
    assert seen == sorted(set(seen))
    assert len(seen) == page["total_items"] > 2


def test_the_envelope_holds_these_and_no_more(ask: Ask) -> None:
    assert list(ask("/services")) == [
        "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"
    ]  # fmt: skip


@pytest.mark.parametrize("parameters", [{}, {"search": "library"}])
@pytest.mark.parametrize("name", LISTS)
def test_a_page_past_the_end_is_empty(ask: Ask, name: str, parameters: dict[str, str]) -> None:
    page = ask(f"/{name}", page=100_000_000, **parameters)
    assert (page["contents"], page["size"], page["empty"]) == ([], 0, True)
    assert (page["first_page"], page["last_page"]) == (False, True)
    assert page["total_items"] == ask(f"/{name}", **parameters)["total_items"]


def test_a_list_of_nothing(ask: Ask) -> None:
    page = ask("/services", search="zqxnothing")
    counts = (page["total_items"], page["total_pages"], page["page_number"], page["size"])
    assert counts == (0, 0, 1, 0)
    assert (page["first_page"], page["last_page"], page["empty"]) == (True, True, True)


def test_pages_hold_fifty_unless_asked_and_minimal_ones_everything(ask: Ask) -> None:
    assert ask("/services")["size"] == 50
    minimal = ask("/services", minimal="true")
    assert minimal["size"] == minimal["total_items"] > 500
    assert set(minimal["contents"][0]) == {"id", "name", "status", "last_modified"}
    assert set(ask("/service_at_locations", minimal="true")["contents"][0]) == {"id", "last_modified"}


def test_what_belongs_to_a_record_comes_when_it_is_asked_for(ask: Ask) -> None:
    nested = {"attributes", "cost_options", "schedules", "service_at_locations"}
    assert nested.isdisjoint(set().union(*ask("/services")["contents"]))
    assert nested <= set().union(*ask("/services", full="true")["contents"])
    listed = ask("/service_at_locations")["contents"][0]
    assert "addresses" not in listed["location"]
    assert "attributes" not in listed["service"]
    whole = ask("/service_at_locations", full="true")["contents"][0]
    assert "addresses" in whole["location"]
    assert "attributes" in whole["service"]
    organization = ask("/organizations")["contents"][0]
    assert "services" not in organization
    simple = ask("/organizations", full="true")["contents"][0]["services"][0]
    assert "attributes" not in simple
    assert "organization" not in simple
    assert "attributes" in ask("/organizations", full_service="true")["contents"][0]["services"][0]


def test_a_term_finds_what_is_filed_under_it_or_below(ask: Ask, services: list[Record]) -> None:
    terms = {term["id"]: term for term in ask("/taxonomy_terms", per_page=500)["contents"]}
    group = next(one for one in terms.values() if one["term"] == "health-conditions")
    below = {key for key, one in terms.items() if one.get("parent_id") == group["id"]}
    for wanted in ({group["id"], *below}, {min(below)}):
        asked = group["id"] if group["id"] in wanted else min(wanted)
        filed = [one["id"] for one in services if wanted & filed_under(one)]
        assert taken(ask, "/services", taxonomy_term_id=asked) == filed
    assert 0 < len(filed) < len(services)


def test_a_taxonomy_finds_what_is_filed_in_it(ask: Ask, services: list[Record]) -> None:
    names = {one["name"]: one["id"] for one in ask("/taxonomies")["contents"]}
    assert set(names) == {"AssetMap categories", "AssetMap delivery", "AssetMap joining"}
    joined = [
        one["id"] for one in services
        if any(told["taxonomy_term"]["taxonomy"] == "AssetMap joining" for told in one.get("attributes", ()))
    ]  # fmt: skip
    found = taken(ask, "/services", taxonomy_id=names["AssetMap joining"])
    assert found == joined
    assert 0 < len(found) < len(services)


def test_ways_of_joining_and_delivery_are_attributes(ask: Ask, kent_connection: Connection) -> None:
    terms = {one["term"]: one["id"] for one in ask("/taxonomy_terms", per_page=500)["contents"]}
    for column, way in (("delivery", "online"), ("joining", "gp")):
        told = kent_connection.execute(text(f"SELECT id::text FROM service WHERE '{way}' = ANY ({column})"))
        assert set(taken(ask, "/services", taxonomy_term_id=terms[way])) == set(told.scalars()) != set()


def test_an_organization_finds_its_services(ask: Ask, services: list[Record]) -> None:
    owner = services[0]["organization"]["id"]
    run = [one["id"] for one in services if one["organization"]["id"] == owner]
    assert taken(ask, "/services", organization_id=owner) == run
    assert [one["id"] for one in ask(f"/organizations/{owner}")["services"]] == run


@pytest.mark.parametrize(("youngest", "oldest"), [(70, None), (None, 12), (16, 17), (0, 150)])
def test_ages(ask: Ask, services: list[Record], youngest: int | None, oldest: int | None) -> None:
    asked = {"minimum_age": youngest, "maximum_age": oldest}
    open_to = [
        one["id"] for one in services
        if (youngest is None or one.get("maximum_age", 999) >= youngest)
        and (oldest is None or one.get("minimum_age", 0) <= oldest)
    ]  # fmt: skip
    assert taken(ask, "/services", **asked) == open_to


@pytest.mark.parametrize("day", ["SU", "sunday", "su"])
def test_a_day(ask: Ask, services: list[Record], day: str) -> None:
    on_sunday = [one["id"] for one in services if any("SU" in days(rule) for rule in rules(one))]
    assert taken(ask, "/services", day=day) == on_sunday
    assert 0 < len(on_sunday) < 100


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [("SA", "09:00", "12:00"), ("SA", None, "09:30"), (None, "20:00", None), ("WE", "19:30:00", "08:00")],
)
def test_times(ask: Ask, services: list[Record], day: str | None, start: str | None, end: str | None) -> None:
    asked = {name: value for name, value in (("day", day), ("start_time", start), ("end_time", end)) if value}
    found = [one["id"] for one in services if any(is_open(rule, day, start, end) for rule in rules(one))]
    assert taken(ask, "/services", **asked) == found
    assert 0 < len(found) < len(services)


def test_what_changed_at_a_time_or_later(
    ask: Ask, kent_connection: Connection, services: list[Record]
) -> None:
    latest = max(one["last_modified"] for one in services)
    assert len(taken(ask, "/services", modified_after=latest)) > 0
    assert taken(ask, "/services", modified_after="2100-01-01") == []
    assert taken(ask, "/service_at_locations", modified_after="2100-01-01T00:00:00+01:00") == []
    kent_connection.execute(
        text("UPDATE published_service SET modified_at = '2020-06-01 12:00+00' WHERE id = :id"),
        {"id": services[3]["id"]},
    )
    assert ask("/services", modified_after="2020-06-01T12:00:00Z")["total_items"] == len(services)
    assert ask("/services", modified_after="2020-06-01T12:00:01Z")["total_items"] == len(services) - 1
    assert ask("/services", modified_after="2020-06-01T13:00:01 01:00")["total_items"] == len(services) - 1


def test_words(ask: Ask) -> None:
    found = ask("/services", search="diabetes")["contents"]
    assert "Think Healthy Me diabetes support group" in {one["name"] for one in found}
    assert taken(ask, "/services", search="the") == taken(ask, "/services")
    assert taken(ask, "/services", search="libraries -library") != taken(ask, "/services", search="libraries")
    assert [one["name"] for one in ask("/organizations", search="think healthy")["contents"]] == [
        "Think Healthy Me"
    ]
    assert "diabetes-support" in {
        one["term"] for one in ask("/taxonomy_terms", search="diabetic")["contents"]
    }
    assert len(ask("/taxonomies", search="joining")["contents"]) == 1


def test_near_a_postcode_the_nearest_first(ask: Ask, pages: Callable[..., Any]) -> None:
    grid = Transformer.from_crs(4326, 27700, always_xy=True)
    distances = {}
    for page in pages("/service_at_locations", per_page=500):
        for one in page["contents"]:
            place = one["location"]
            x, y = grid.transform(place["longitude"], place["latitude"])
            distances[one["id"]] = ((x - HOME[0]) ** 2 + (y - HOME[1]) ** 2) ** 0.5
    found = taken(ask, "/service_at_locations", postcode="ct91ae", proximity=3_000)
    assert set(found) <= {key for key, metres in distances.items() if metres <= 3_001}
    assert len(found) > 20
    near = [distances[key] for key in found]
    assert near == pytest.approx(sorted(near), abs=2)
    assert taken(ask, "/service_at_locations", postcode="CT9 1AE", proximity=1) == []


def test_a_postcode_lets_through_what_serves_it(kent: FlaskClient, kent_connection: Connection) -> None:
    limited = kent_connection.execute(
        text("SELECT id FROM published_place WHERE NOT terms @@ '''=serves/all''' ORDER BY id LIMIT 1")
    ).scalar_one_or_none()
    everybody = kent.get("/api/oruk/service_at_locations?postcode=DA1+1EU").get_json()["total_items"]
    every = kent.get("/api/oruk/service_at_locations").get_json()["total_items"]
    assert everybody <= every
    assert (limited is None) == (everybody == every)


def test_terms_by_their_place_in_a_taxonomy(ask: Ask) -> None:
    terms = ask("/taxonomy_terms", per_page=500)["contents"]
    top = [one["id"] for one in terms if "parent_id" not in one]
    assert taken(ask, "/taxonomy_terms", top_only="true") == top
    assert taken(ask, "/taxonomy_terms", top_only="false") == [one["id"] for one in terms]
    parent = next(one["parent_id"] for one in terms if "parent_id" in one)
    below = [one["id"] for one in terms if one.get("parent_id") == parent]
    assert taken(ask, "/taxonomy_terms", parent_id=parent) == below
    taxonomy = terms[0]["taxonomy_id"]
    held = [one["id"] for one in terms if one["taxonomy_id"] == taxonomy]
    assert taken(ask, "/taxonomy_terms", taxonomy_id=taxonomy) == held
    assert [one["id"] for one in ask(f"/taxonomies/{taxonomy}")["taxonomy_terms"]] == held


def test_everything_that_is_asked_for_must_hold(ask: Ask) -> None:
    terms = {one["term"]: one["id"] for one in ask("/taxonomy_terms", per_page=500)["contents"]}
    asked = {"search": "walk", "day": "WE", "maximum_age": 60, "taxonomy_term_id": terms["self-referral"]}
    alone = [set(taken(ask, "/services", **{name: value})) for name, value in asked.items()]
    assert set(taken(ask, "/services", **asked)) == set.intersection(*alone) != set()


def filed_under(service: Record) -> set[str]:
    return {told["taxonomy_term"]["id"] for told in service.get("attributes", ())}


def rules(service: Record) -> list[Record]:
    return list(service.get("schedules", ()))


def days(rule: Record) -> set[str]:
    return {code[-2:] for code in rule.get("byday", "").split(",") if code}


def is_open(rule: Record, day: str | None, start: str | None, end: str | None) -> bool:
    """Whether a rule is open at some minute of a window; no rule of the pack goes past midnight."""
    if "opens_at" not in rule:
        return False
    begins, ends = minute(start or "00:00"), minute(end or "24:00")
    windows = [(begins, ends)] if begins < ends else [(begins, 1_440), (1_440, 1_440 + ends)]
    asked = [WEEK.index(day)] if day else range(7)
    for number in asked:
        for opens, closes in windows:
            code = WEEK[(number + opens // 1_440) % 7]
            overlap = minute(rule["opens_at"]) < closes - opens // 1_440 * 1_440
            overlap = overlap and minute(rule["closes_at"]) > opens % 1_440
            if code in days(rule) and overlap:
                return True
    return False


def minute(said: str) -> int:
    return int(said[:2]) * 60 + int(said[3:5])
