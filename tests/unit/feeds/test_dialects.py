"""Dialects told apart and put into the words of Open Referral UK 3.0."""

from typing import Any

import pytest
from feed_server import service

from assetmap.errors import FileRefused
from assetmap.feeds.body import NotJson, Truncated, read_json
from assetmap.feeds.dialects import Dialect, recognise, translate
from assetmap.feeds.envelope import read_envelope
from assetmap.feeds.places import judge


@pytest.mark.parametrize(
    ("more", "about", "dialect"),
    [
        ({}, None, Dialect.ORUK3),
        ({}, {"version": "HSDS-UK-3.0"}, Dialect.ORUK3),
        ({}, {"version": "3.0"}, Dialect.HSDS3),
        ({"fees_description": "Free"}, None, Dialect.HSDS3),
        ({"fees_description": "Free"}, {"version": "HSDS-UK-3.0"}, Dialect.ORUK3),
        ({"regular_schedules": []}, {"version": "HSDS-UK-3.0"}, Dialect.ORUK1),
        ({"eligibilitys": []}, None, Dialect.ORUK1),
    ],
)
def test_dialects_are_told_by_what_services_say(more: dict[str, Any], about: Any, dialect: Dialect) -> None:
    assert recognise([service(1) | more, "nonsense"], about) is dialect


def test_open_referral_uk_3_stays_as_it_is() -> None:
    assert translate(service(1), Dialect.ORUK3) == service(1)


def test_hsds_3() -> None:
    data = translate(
        {
            "id": "1", "name": "Advice", "description": "Advice on debt.", "fees_description": "Free",
            "application_process": "Ring us", "eligibility_description": "Adults", "wait_time": "Two weeks",
            "phones": [{"number": "01632 960001"}],
            "service_at_locations": [
                {
                    "id": "9", "phones": [{"number": "01632 960002"}],
                    "location": {
                        "name": "Hall",
                        "addresses": [{"address_1": "1 High Street", "address_2": "Upstairs"}],
                    },
                }
            ],
            "schedules": [{"byday": "MO", "service_at_location_id": "9"}, {"byday": "TU"}],
            "attributes": [
                {
                    "taxonomy_term": {
                        "code": 12, "name": "Debt", "taxonomy_detail": {"id": "t", "name": "Topics"}
                    }
                }
            ],
        },
        Dialect.HSDS3,
    )  # fmt: skip
    assert data["description"] == (
        "Advice on debt.\n\nWho it is for: Adults\n\nHow to join: Ring us\n\nWaiting time: Two weeks"
    )
    assert data["fees"] == "Free"
    assert data["contacts"] == [
        {"phones": [{"number": "01632 960001"}]},
        {"phones": [{"description": "Hall", "number": "01632 960002"}]},
    ]
    (held,) = data["service_at_locations"]
    assert held["location"]["addresses"][0]["address_1"] == "1 High Street, Upstairs"
    assert [rule["byday"] for rule in held["schedules"]] == ["MO"]
    assert [rule["byday"] for rule in data["schedules"]] == ["TU"]
    term = data["attributes"][0]["taxonomy_term"]
    assert (term["term"], term["taxonomy"], term["taxonomy_id"]) == ("12", "Topics", "t")


def test_an_organizations_telephone_stands_in_where_a_service_has_none() -> None:
    organization = {"name": "Advice", "phones": [{"number": "01632 960009"}]}
    alone = translate({"id": 1, "organization": organization}, Dialect.HSDS3)
    assert alone["contacts"] == [{"phones": [{"number": "01632 960009"}]}]
    own = {"contacts": [{"name": "Desk", "phones": [{"number": "01632 960001"}]}]}
    assert (
        translate({"id": 1, "organization": organization} | own, Dialect.HSDS3)["contacts"] == own["contacts"]
    )


def test_open_referral_uk_1() -> None:
    data = translate(
        {
            "id": 4, "name": "Choir", "description": "<p>Singing</p>", "attending_type": "venue, online",
            "attending_access": "drop-in", "deliverable_type": "Training",
            "languages": [{"id": 1, "language": "fr"}], "fundings": [{"id": 1, "source": "Lottery"}],
            "eligibilitys": [
                {"eligibility": "adult", "minimum_age": 18}, {"eligibility": "teen", "minimum_age": 13}
            ],
            "service_at_locations": {
                "id": 2,
                "location": {
                    "id": 3, "physical_addresses": {"address_1": "1 High Street", "postal_code": "CT9 1XZ"},
                    "accessibility_for_disabilities": [{"accessibility": "Ramp"}],
                },
            },
            "service_taxonomys": [
                {"id": 1, "taxonomy": {"id": "esdServiceTypes:7", "name": "Music"}}, "nonsense"
            ],
        },
        Dialect.ORUK1,
    )  # fmt: skip
    assert data["delivery"] == ["in-person", "online"]
    assert data["minimum_age"] == 13
    assert "Who it is for: adult, teen" in data["description"]
    assert data["languages"][0]["name"] == "fr"
    assert data["funding"] == [{"id": 1, "source": "Lottery"}]
    location = data["service_at_locations"][0]["location"]
    assert location["location_type"] == "physical"
    assert location["addresses"][0]["address_type"] == "physical"
    assert location["accessibility"][0]["description"] == "Ramp"
    term = data["attributes"][0]["taxonomy_term"]
    assert (term["taxonomy"], term["name"], term["term"]) == ("esdServiceTypes", "Music", "esdServiceTypes:7")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b' [1, 2] \n', [1, 2]),
        ('{"a": "café"}'.encode("cp1252"), {"a": "café"}),
        (b'{"a": NaN}', {"a": None}),
        (b'{"a": "one\ttwo"}', {"a": "one\ttwo"}),
    ],
)  # fmt: skip
def test_json_as_feeds_send_it(body: bytes, wanted: Any) -> None:
    assert read_json(body) == wanted


@pytest.mark.parametrize("cut", range(1, 40))
def test_json_that_breaks_off_anywhere(cut: int) -> None:
    body = b'{"contents": [{"id": 12, "ok": true, "name": "Walks"}]}'
    with pytest.raises(Truncated):
        read_json(body[:-cut])


@pytest.mark.parametrize(
    "body", [b"<html>", b"Service unavailable", b"{] and words", b'{"a": 1} trailing words here']
)
def test_what_is_no_json(body: bytes) -> None:
    with pytest.raises(NotJson):
        read_json(body)


def test_nesting_without_end_is_no_json() -> None:
    with pytest.raises((NotJson, Truncated)):
        read_json(b"[" * 200_000)


def test_envelopes_in_every_wording() -> None:
    three = read_envelope(
        {"total_items": 3, "total_pages": "2", "page_number": 1, "last_page": False, "contents": [1]}
    )
    one = read_envelope({"totalElements": 3, "totalPages": 2, "number": 1, "last": False, "content": [1]})
    assert (three.total, three.pages, three.number, three.last, three.items) == (3, 2, 1, False, [1])
    assert (one.total, one.pages, one.number, one.last, one.items) == (3, 2, 1, False, [1])
    assert (three.dialect, one.dialect) == ("3.0", "1.0")
    assert read_envelope([1, 2], "https://next").next == "https://next"
    assert read_envelope({"items": [], "_links": {"next": {"href": "/2"}}}).next == "/2"
    with pytest.raises(FileRefused, match="no page of services"):
        read_envelope({"id": 1})


@pytest.mark.parametrize(
    ("pair", "verdict"),
    [
        ((51.38, 1.38), "here"),
        ((1.38, 51.38), "swapped"),
        ((60.8, -0.8), "here"),
        ((54.6, -5.9), "here"),
        ((49.9, -6.3), "here"),
        ((0, 0), "nowhere"),
        ((48.85, 2.35), "abroad"),
        ((-51.7, -57.9), "abroad"),
        ((100, 101), "abroad"),
    ],
)
def test_where_coordinates_lie(pair: tuple[float, float], verdict: str) -> None:
    assert judge(*pair) == verdict
