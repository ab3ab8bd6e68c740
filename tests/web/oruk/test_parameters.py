"""A bad parameter is a problem that names it, and nothing is ever ignored."""

import pytest
from flask.testing import FlaskClient

ID = "8450cfe4-c28a-51a1-84c0-9dc3d4bde7d4"


def complaints(client: FlaskClient, address: str) -> dict[str, str]:
    """What is said of each parameter of an address below /api/oruk."""
    answer = client.get(f"/api/oruk{address}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), answer.text
    return {one["name"]: one["reason"] for one in answer.get_json()["errors"]}


@pytest.mark.parametrize(
    ("address", "name", "reason"),
    [
        ("/services?page=0", "page", "is a whole number from 1 to 100000000, not '0'"),
        ("/services?page=", "page", "is a whole number"),
        ("/services?page=1.5", "page", "is a whole number"),
        ("/services?per_page=501", "per_page", "from 1 to 500, not '501'"),
        ("/services?per_page=%2B5", "per_page", "is a whole number"),
        ("/services?format=xml", "format", "is json or ndjson, not 'xml'"),
        ("/services?full=yes", "full", "is true or false, not 'yes'"),
        ("/services?minimal=1", "minimal", "is true or false"),
        ("/services?taxonomy_term_id=diabetes", "taxonomy_term_id", "is an id such as"),
        ("/services?organization_id=7", "organization_id", "is an id such as"),
        ("/services?taxonomy_id={0067575b-5df9-5d35-95f3-c8672b99e094}", "taxonomy_id", "is an id such as"),
        ("/services?modified_after=yesterday", "modified_after", "is a time such as 2026-01-31T09:30:00Z"),
        ("/services?modified_after=2026-02-30", "modified_after", "or a date, not '2026-02-30'"),
        ("/services?modified_after=0001-01-01T00:00:00%2B09:00", "modified_after", "is a time such as"),
        ("/services?minimum_age=-1", "minimum_age", "from 0 to 150"),
        ("/services?maximum_age=old", "maximum_age", "from 0 to 150, not 'old'"),
        ("/services?start_time=24:00", "start_time", "is a time such as 09:30, not '24:00'"),
        ("/services?end_time=9:30", "end_time", "is a time such as 09:30"),
        ("/services?day=someday", "day", "is one of MO, TU, WE, TH, FR, SA, SU, or monday to sunday"),
        ("/services?day=MO,TU", "day", "is one of"),
        (f"/services?search={'a' * 201}", "search", "has at most 200 characters"),
        ("/services?search=a&search=b", "search", "was given 2 times; give it once"),
        ("/services?serch=a", "serch", "is no parameter here; perhaps 'search' was meant; it takes search"),
        ("/services?postcode=CT9+1AE", "postcode", "is no parameter here"),
        ("/service_at_locations?postcode=CT9", "postcode", "is a postcode such as CT9 1AE"),
        ("/service_at_locations?postcode=", "postcode", "is a postcode"),
        ("/service_at_locations?postcode=SW1A+1AA", "postcode", "is outside the places that AssetMap holds"),
        ("/service_at_locations?proximity=500", "proximity", "no postcode is given"),
        ("/service_at_locations?postcode=CT9+1AE&proximity=0", "proximity", "from 1 to 100000, not '0'"),
        ("/organizations?full=true&minimal=true", "minimal", "is no parameter here"),
        ("/organizations/{id}?full=true", "full", "perhaps 'full_service' was meant; it takes full_service"),
        ("/services/{id}?full=true", "full", "is no parameter here; it takes none"),
        ("/taxonomies?top_only=true", "top_only", "is no parameter here"),
        ("/taxonomy_terms?parent_id=top", "parent_id", "is an id such as"),
    ],
)
def test_a_bad_parameter_is_named(kent: FlaskClient, address: str, name: str, reason: str) -> None:
    said = complaints(kent, address.replace("{id}", ID))
    assert list(said) == [name]
    assert reason in said[name]


def test_every_bad_parameter_is_named_at_once(kent: FlaskClient) -> None:
    said = complaints(kent, "/service_at_locations?page=none&colour=red&postcode=no&proximity=far&day=TU")
    assert set(said) == {"page", "colour", "postcode", "proximity"}


def test_a_long_text_is_not_said_back_whole(kent: FlaskClient) -> None:
    assert len(complaints(kent, f"/services?page={'9' * 5_000}")["page"]) < 200


@pytest.mark.parametrize(
    "search", ["%00", "%F0%9F%8E%B2", "'; DROP TABLE", "a:*%20%26%20!", "%5C", "%25%25", "("]
)
def test_any_words_may_be_looked_for(kent: FlaskClient, search: str) -> None:
    assert kent.get(f"/api/oruk/services?search={search}").status_code == 200


@pytest.mark.parametrize("key", ["seven", "8450cfe4", ID[:-1] + "0", ID + "0", "..", "%00"])
@pytest.mark.parametrize(
    "name", ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]
)
def test_an_id_of_nothing_is_not_found(kent: FlaskClient, name: str, key: str) -> None:
    answer = kent.get(f"/api/oruk/{name}/{key}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["detail"].startswith("There is no")


def test_an_id_is_one_however_it_is_written(kent: FlaskClient) -> None:
    key = kent.get("/api/oruk/services?minimal=true&per_page=1").get_json()["contents"][0]["id"]
    for written in (key.upper(), key.replace("-", "")):
        assert kent.get(f"/api/oruk/services/{written}").get_json()["id"] == key
