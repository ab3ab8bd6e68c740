"""Untidy feeds: each mess is put right or is an issue, and none stops the import."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from feed_server import service, uid

from assetmap.ingest.summary import Summary

Give = Callable[..., Summary]
Ask = Callable[..., list[Any]]

ISSUES = "SELECT row_number, column_name, problem, outcome, action FROM import_issue ORDER BY id"


def place(number: int = 1) -> dict[str, Any]:
    held: dict[str, Any] = service(number)["service_at_locations"][0]
    return held


def with_place(**more: Any) -> dict[str, Any]:
    held = place()
    held["location"] |= more
    return service(1, service_at_locations=[held])


def test_html_becomes_plain_text(give: Give, ask: Ask) -> None:
    html = (
        "<p>Come &amp; walk with <b>us</b>.</p><ul><li>Monday</li><li>Friday</li></ul>"
        "<script>alert(1)</script><p><a href='https://walks.example.org'>More</a>"
        " <a href='javascript:alert(2)'>bad</a><img src=x onerror=alert(3)></p>"
    )
    give([service(1, description=html, name="Walk &amp; talk <b>now</b>")])
    (row,) = ask("SELECT name, description FROM service")
    assert row == (
        "Walk & talk now",
        "Come & walk with us.\n\n• Monday\n• Friday\n\nMore (https://walks.example.org) bad",
    )
    assert ask(ISSUES)[0][2:] == ("The text holds HTML.", "changed", "Kept as plain text.")


def test_nulls_are_told_once_a_service(give: Give, ask: Ask) -> None:
    data = service(1, url=None, email=None, minimum_age=None, contacts=None, schedules=None)
    data["service_at_locations"][0]["location"]["name"] = None
    assert give([data]).listed == 1
    (issue,) = ask("SELECT problem, value FROM import_issue")
    assert issue[0] == "5 fields hold null, which means nothing."
    assert "service_at_locations[0].location.name" in issue[1]


def test_swapped_coordinates(give: Give, ask: Ask) -> None:
    give([with_place(latitude=1.3751, longitude=51.3851)])
    (issue,) = ask(ISSUES)
    assert issue[1:4] == (
        "service_at_locations[0].location.latitude", "Latitude and longitude are swapped.", "changed"
    )  # fmt: skip
    assert ask("SELECT location_source, ward_code FROM location") == [("given", "E05005081")]


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        (0, 0, "The coordinates are 0, 0, which is in the sea off Africa."),
        (48.85, 2.35, "48.85, 2.35 is not in the United Kingdom."),
        ("banana", 1.37, "These are no coordinates in degrees, such as 51.3891 and 1.3862."),
        (None, 1.37, "One of latitude and longitude is missing."),
    ],
)
def test_coordinates_that_cannot_be(give: Give, ask: Ask, latitude: Any, longitude: Any, said: str) -> None:
    give([with_place(latitude=latitude, longitude=longitude)])
    assert said in [issue[2] for issue in ask(ISSUES)]
    assert ask("SELECT location_source FROM location") == ["postcode"]


def test_coordinates_far_from_their_own_postcode(give: Give, ask: Ask) -> None:
    give([service(7), with_place(latitude=51.2, longitude=0.52)])
    (issue,) = ask(ISSUES)
    assert (issue[0], issue[1], issue[4]) == (
        2, "service_at_locations[0].location.latitude", "Placed by the postcode."
    )  # fmt: skip


def test_a_place_that_cannot_be_found_is_told(give: Give, ask: Ask) -> None:
    held = with_place(latitude=0, longitude=0, addresses=[])
    summary = give([held, service(2, service_at_locations=[])])
    assert (summary.listed, summary.unlocated) == (0, 2)
    assert [issue[2] for issue in ask(ISSUES) if issue[3] == "unlocated"] == [
        "None of its places has a postcode or coordinates that could be used.",
        "It names neither a place nor an area that is known, nor says that it needs none.",
    ]


def test_one_place_a_hundred_times(give: Give, ask: Ask) -> None:
    again = [copy.deepcopy(place()) for _ in range(100)]
    for number, held in enumerate(again):
        held["id"] = uid("again", number)
        if number % 2:
            held["location"]["id"] = uid("place again", number)
    again[5]["location"]["name"] = "Another hall"
    assert give([service(1, service_at_locations=again)]).listed == 1
    assert ask("SELECT name FROM location ORDER BY name") == ["Another hall", "Hall 1"]
    assert [issue[2] for issue in ask(ISSUES)] == ["98 places are other places again."]


def test_one_service_twice_and_one_id_for_two(give: Give, ask: Ask) -> None:
    summary = give([service(1), service(2), service(1)])
    assert (summary.rows_in, summary.listed, summary.refused) == (3, 2, 1)
    assert ask(ISSUES) == [(3, "id", "Record 1 has this id too.", "refused", "Imported once.")]


@pytest.mark.parametrize(
    "schedules", ["Mon-Fri 9am-5pm", ["Mon-Fri 9am-5pm"], [{"id": 1, "description": "Mon-Fri 9-5"}]]
)
def test_schedules_as_text(give: Give, ask: Ask, schedules: Any) -> None:
    give([service(1, schedules=schedules)])
    assert ask("SELECT byday, opens_at::text, closes_at::text FROM schedule") == [
        ("MO,TU,WE,TH,FR", "09:00:00", "17:00:00")
    ]
    assert ask("SELECT card -> 'hours' -> 0 FROM listing") == ["Monday to Friday, 9am to 5pm"]


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ({"byday": "Monday, Thursday", "freq": "weekly"}, ("WEEKLY", 1, "MO,TH", None)),
        ({"byday": ["MO", "TH"], "freq": "WEEKLY", "interval": "2"}, ("WEEKLY", 2, "MO,TH", None)),
        ({"byday": "+1TU", "freq": "WEEKLY"}, ("MONTHLY", 1, "1TU", None)),
        ({"freq": "DAILY"}, ("WEEKLY", 1, "MO,TU,WE,TH,FR,SA,SU", None)),
        ({"byday": "MO", "freq": "YEARLY", "interval": 0}, ("WEEKLY", 1, "MO", None)),
        ({"bymonthday": "1,15", "freq": "MONTHLY"}, ("MONTHLY", 1, None, "1,15")),
        ({"byday": "MO", "bymonthday": "3", "freq": "WEEKLY"}, ("WEEKLY", 1, "MO", None)),
        ({"byday": "XX", "description": "Sometimes"}, (None, None, None, None)),
    ],
)  # fmt: skip
def test_rules_that_are_nearly_right(
    give: Give, ask: Ask, rule: dict[str, Any], row: tuple[Any, ...]
) -> None:
    assert give([service(1, schedules=[{"id": uid("rule")} | rule])]).listed == 1
    assert ask('SELECT freq, "interval", byday, bymonthday FROM schedule') == [row]


@pytest.mark.parametrize(
    ("times", "kept"),
    [
        ({"opens_at": "9am", "closes_at": "5.30pm"}, ("09:00:00", "17:30:00", None)),
        ({"opens_at": "2026-01-01T09:00:00Z", "closes_at": "24:00"}, ("09:00:00", "23:59:00", None)),
        ({"opens_at": "09:00"}, (None, None, "from 09:00")),
        ({"opens_at": "09:00", "closes_at": "late"}, (None, None, "from 09:00")),
        ({"opens_at": None, "closes_at": ""}, (None, None, None)),
    ],
)
def test_times_that_are_nearly_right(
    give: Give, ask: Ask, times: dict[str, Any], kept: tuple[Any, ...]
) -> None:
    give([service(1, schedules=[{"id": uid("rule"), "byday": "MO", "freq": "WEEKLY"} | times])])
    assert ask("SELECT opens_at::text, closes_at::text, description FROM schedule") == [kept]


def test_values_of_the_wrong_kind(give: Give, ask: Ask) -> None:
    data = service(
        1, url="walks.example.org", email="nobody", minimum_age="18+", maximum_age="0",
        assured_date="20/05/2026",
        cost_options=[
            {"amount": "£3.50 per session"}, {"amount": -2}, "free", {"amount": "Free", "option": "Under 5s"}
        ],
        contacts=[
            {"name": "Desk", "phones": [{"number": "Tel: 01632 960001"}, "01632 960002", {"number": "no"}]},
            "Ann",
        ],
        languages=[{"id": uid("l")}, "Polish", {"name": "French, German"}],
        service_areas=["Thanet", {"name": "Narnia"}, {"uri": "http://example.org/id/E07000114"}],
        attributes=[{"id": 1}, {"taxonomy_term": {"name": "Walking"}}, "Walking"],
        funding=[{"source": "The council"}, {}],
    )  # fmt: skip
    assert give([data]).listed == 1
    assert ask("SELECT url, email, minimum_age, maximum_age, assured_date::text FROM service") == [
        ("https://walks.example.org", None, 18, None, "2026-05-20")
    ]
    assert ask("SELECT amount::float, option, amount_description FROM cost_option ORDER BY amount") == [
        (0.0, "Under 5s", None), (3.5, None, "per session")
    ]  # fmt: skip
    assert ask("SELECT number FROM phone ORDER BY number") == ["01632 960001", "01632 960002"]
    assert ask("SELECT name FROM language ORDER BY name") == ["French", "German", "Polish"]
    assert ask("SELECT name, area_code FROM service_area ORDER BY area_code") == [
        ("Thanet", "E07000114"), ("Narnia", None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    ["text", 7, None, [], {}, {"id": 1}, {"id": uid("x"), "name": None}, {"name": " <b></b> "}],
)  # fmt: skip
def test_what_is_no_service_is_refused_and_the_rest_comes(give: Give, ask: Ask, broken: Any) -> None:
    summary = give([broken, service(2)])
    assert (summary.rows_in, summary.listed, summary.refused) == (2, 1, 1)
    assert [issue[0] for issue in ask(ISSUES) if issue[3] == "refused"] == [1]


def test_characters_that_no_database_takes(give: Give, ask: Ask) -> None:
    data = service(1, name="Walk\x00ing \ud800group", accreditations="caf\u00e9\u200b \x07")
    data["description"] = "Weâ€™ll walk for an hour along the sea."
    assert give([data]).listed == 1
    assert ask("SELECT name, description, accreditations FROM service")[0][1:] == (
        "We’ll walk for an hour along the sea.", "café"
    )  # fmt: skip


def test_a_service_without_an_id_is_known_again_by_its_name(give: Give) -> None:
    data = service(1)
    del data["id"]
    give([data])
    assert give([data | {"url": "https://new.example.org"}]).updated == 1


def test_a_service_without_an_organization_is_filed_under_its_publisher(give: Give, ask: Ask) -> None:
    data = service(1)
    del data["organization"]
    give([data])
    assert ask("SELECT name FROM organization") == ["The neighbouring council"]


def test_an_on_line_place_has_no_point(give: Give, ask: Ask) -> None:
    give([with_place(location_type="virtual")])
    assert ask("SELECT point IS NULL, location_type FROM location") == [(True, "virtual")]
    assert ask("SELECT listing_group FROM listing") == ["remote"]
