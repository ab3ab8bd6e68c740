"""What every answer carries: who may read it, how long it keeps, and when it changed."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

#: Stand for the first of their kind.
SERVICE, ORGANIZATION = "{services}", "{organizations}"
ADDRESSES = [
    "",
    "/",
    "/openapi.json",
    "/services",
    "/services?search=walk&full=true",
    "/services?format=ndjson",
    f"/services/{SERVICE}",
    "/service_at_locations",
    "/organizations",
    f"/organizations/{ORGANIZATION}",
    "/taxonomies",
    "/taxonomy_terms",
]


def first(kent: FlaskClient, name: str) -> str:
    """The id of the first of a list."""
    found: str = kent.get(f"/api/oruk/{name}?per_page=1").get_json()["contents"][0]["id"]
    return found


@pytest.fixture
def address(request: pytest.FixtureRequest, kent: FlaskClient) -> str:
    """An address with the id of a record that is there."""
    asked: str = request.param
    for name in ("services", "organizations"):
        asked = asked.replace(f"{{{name}}}", first(kent, name))
    return asked


@pytest.mark.parametrize("address", ADDRESSES, indirect=True)
def test_any_site_may_read_it(kent: FlaskClient, address: str) -> None:
    answer = kent.get(f"/api/oruk{address}", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    answer.close()


@pytest.mark.parametrize("address", ADDRESSES, indirect=True)
def test_what_has_not_changed_is_not_sent_again(kent: FlaskClient, address: str) -> None:
    first = kent.get(f"/api/oruk{address}")
    first.close()
    for asked in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
        # A tag says more than a time, so the time is not looked at.
        {"If-None-Match": first.headers["ETag"], "If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        again = kent.get(f"/api/oruk{address}", headers=asked)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    earlier = parsedate_to_datetime(first.headers["Last-Modified"]) - timedelta(seconds=1)
    for asked in (
        {"If-None-Match": '"another"'},
        {"If-Modified-Since": format_datetime(earlier, usegmt=True)},
    ):
        again = kent.get(f"/api/oruk{address}", headers=asked)
        assert again.status_code == 200
        again.close()


def test_a_new_version_is_a_new_answer(kent: FlaskClient, kent_connection: Connection) -> None:
    first = kent.get("/api/oruk/services")
    kent_connection.execute(
        text("UPDATE version SET number = number + 1, changed_at = :now WHERE name = 'listing'"),
        {"now": datetime(2030, 1, 1, tzinfo=UTC)},
    )
    for asked in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = kent.get("/api/oruk/services", headers=asked)
        assert again.status_code == 200
        assert again.headers["Last-Modified"] == "Tue, 01 Jan 2030 00:00:00 GMT"


def test_a_service_says_when_it_changed_itself(kent: FlaskClient, kent_connection: Connection) -> None:
    service = first(kent, "services")
    kent_connection.execute(
        text("UPDATE published_service SET modified_at = '2020-06-01 12:00+00' WHERE id = :id"),
        {"id": service},
    )
    answer = kent.get(f"/api/oruk/services/{service}")
    assert answer.headers["Last-Modified"] == "Mon, 01 Jun 2020 12:00:00 GMT"
    later = {"If-Modified-Since": "Mon, 01 Jun 2020 12:00:00 GMT"}
    assert kent.get(f"/api/oruk/services/{service}", headers=later).status_code == 304


def test_what_tells_of_a_home_is_kept_by_nobody_else(kent: FlaskClient) -> None:
    control = kent.get("/api/oruk/service_at_locations?postcode=CT9+1AE").cache_control
    assert str(control) == "no-store"
    assert kent.get("/api/oruk/service_at_locations").cache_control.public is True


@pytest.mark.parametrize("address", ADDRESSES, indirect=True)
def test_head_is_get_without_the_body(kent: FlaskClient, address: str) -> None:
    got, headed = kent.get(f"/api/oruk{address}"), kent.head(f"/api/oruk{address}")
    got.close()
    assert headed.data == b""
    for name in ("ETag", "Last-Modified", "Content-Type"):
        assert headed.headers[name] == got.headers[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "address", ["/", "/services", f"/services/{SERVICE}", "/openapi.json"], indirect=True
)
def test_it_is_for_reading_only(kent: FlaskClient, address: str, method: str) -> None:
    answer = kent.open(f"/api/oruk{address}", method=method, json={})
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_browser_that_asks_first_is_told_so(kent: FlaskClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    answer = kent.options("/api/oruk/services", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_the_root_says_what_it_is_and_whose_data_it_has(kent: FlaskClient) -> None:
    about = kent.get("/api/oruk").get_json()
    assert about["version"] == "HSDS-UK-3.0"
    assert about["openapi_url"] == "http://localhost/api/oruk/openapi.json"
    assert about["licence"]["name"] == "Open Government Licence v3.0"
    names = {source["name"] for source in about["sources"]}
    page = kent.get("/api/oruk/services?full=true&per_page=500").get_json()
    assert {name for one in page["contents"] for name in one["sources"]} <= names
