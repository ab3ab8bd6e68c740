"""What every answer of the API carries: who may read it, how long it keeps, and whose data it is."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import Connection, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.geography.load import load

ADDRESSES = [
    "/api",
    "/api/v1",
    "/api/v1/categories",
    "/api/v1/listings",
    "/api/v1/areas?kind=district",
    "/api/v1/areas/E07000114",
    "/api/v1/gaps?category=diabetes-support&district=E07000114",
]
OF_DATA = [address for address in ADDRESSES if address != "/api/v1/categories"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_site_may_read_it(kent: FlaskClient, address: str) -> None:
    answer = kent.get(address, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_that_asks_first_is_told_so(kent: FlaskClient, address: str) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    answer = kent.options(address, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_has_not_changed_is_not_sent_again(kent: FlaskClient, address: str) -> None:
    first = kent.get(address)
    again = kent.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "max-age=60" in again.headers["Cache-Control"]
    assert kent.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_compressed_answer_is_recognised_too(kent: FlaskClient) -> None:
    first = kent.get("/api/v1/listings", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    again = kent.get("/api/v1/listings", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["listing", "geography"])
def test_a_new_version_is_a_new_answer(kent: FlaskClient, kent_connection: Connection, name: str) -> None:
    first = kent.get("/api/v1/listings").headers["ETag"]
    kent_connection.execute(text("UPDATE version SET number = number + 1 WHERE name = :name"), {"name": name})
    again = kent.get("/api/v1/listings", headers={"If-None-Match": first})
    assert again.status_code == 200
    assert again.headers["ETag"] != first


def test_new_boundaries_are_news_to_who_goes_by_the_time(
    kent: FlaskClient, kent_connection: Connection, tmp_path: Path
) -> None:
    first = kent.get("/api/v1/areas?kind=county").headers["Last-Modified"]
    path = tmp_path / "counties.csv"
    path.write_text("CTY25CD,CTY25NM\nE10000016,County of Kent\n")
    load(kent_connection, path)
    again = kent.get("/api/v1/areas?kind=county", headers={"If-Modified-Since": first})
    assert again.status_code == 200
    assert again.get_json()["features"][0]["properties"]["name"] == "County of Kent"
    assert parsedate_to_datetime(again.headers["Last-Modified"]) > parsedate_to_datetime(first)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/areas/E99999999", 404),
        ("/api/v1/areas/nowhere", 404),
        ("/api/v1/areas?district=Narnia", 400),
        ("/api/v1/listings?postcode=SW1A+1AA", 400),
        ("/api/v1/listings?district=Narnia", 400),
        ("/api/v1/listings?ward=E05999999", 400),
        ("/api/v1/gaps?category=all&district=Narnia", 400),
        ("/api/oruk/service_at_locations?postcode=SW1A+1AA", 400),
        ("/api/oruk/services/00000000-0000-4000-8000-000000000000", 404),
    ],
)
def test_nobody_has_the_answer_to_what_is_not_there(kent: FlaskClient, address: str, status: int) -> None:
    plain = kent.get(address)
    assert plain.status_code == status
    for asked in (
        {"If-None-Match": "*"},
        {"If-Modified-Since": format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)},
    ):
        again = kent.get(address, headers=asked)
        assert (again.status_code, again.get_json()) == (status, plain.get_json())


@pytest.mark.parametrize(
    "address", ["/api", "/api/v1", "/api/v1/categories", "/api/oruk/", "/api/oruk/openapi.json"]
)
def test_a_parameter_is_unknown_where_there_are_none(kent: FlaskClient, address: str) -> None:
    answer = kent.get(f"{address}?page=2&colour=red")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert [error["name"] for error in answer.get_json()["errors"]] == ["page", "colour"]


def test_each_address_has_a_tag_of_its_own(kent: FlaskClient) -> None:
    tags = {kent.get(address).headers["ETag"] for address in ADDRESSES}
    assert len(tags) == len(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_get_without_the_body(kent: FlaskClient, address: str) -> None:
    got, headed = kent.get(address), kent.head(address)
    assert headed.data == b""
    assert (headed.status_code, headed.headers["ETag"]) == (got.status_code, got.headers["ETag"])


@pytest.mark.parametrize("address", OF_DATA)
def test_whose_data_it_is(kent: FlaskClient, address: str) -> None:
    body = kent.get(address).get_json()
    assert body["licence"]["name"] == "Open Government Licence v3.0"
    for owner in ("Office for National Statistics", "OS data © Crown copyright", "Royal Mail"):
        assert owner in body["attribution"]


@pytest.mark.parametrize(
    "address", ["/api/v1", "/api/v1/listings", "/api/v1/gaps?category=all&district=Thanet"]
)
def test_where_the_services_come_from(kent: FlaskClient, address: str) -> None:
    sources = kent.get(address).get_json()["sources"]
    assert len(sources) >= 3
    assert all(source["title"] and source["licence"] for source in sources)
    assert all(source["read_at"] and source["failing_since"] is None for source in sources)


def test_links_carry_the_public_address(kent_connection: Connection) -> None:
    settings = Settings(public_url="https://services.example.org")
    client = create_app(settings, connect=lambda: acting_as_web(kent_connection)).test_client()
    answer = client.get("/api/v1/areas?kind=ward&per_page=5")
    expected = "https://services.example.org/api/v1/areas?kind=ward&per_page=5&page=2"
    assert {link["rel"]: link["href"] for link in answer.get_json()["links"]}["next"] == expected
    assert f'<{expected}>; rel="next"' in answer.headers["Link"]


def test_the_index_leads_to_everything(kent: FlaskClient) -> None:
    for link in kent.get("/api/v1").get_json()["links"]:
        assert kent.get(link["href"]).status_code in {200, 400}, link["href"]


def test_the_categories_are_the_ones_that_the_rest_goes_by(kent: FlaskClient) -> None:
    groups = kent.get("/api/v1/categories").get_json()["groups"]
    slugs = [leaf["slug"] for group in groups for leaf in group["categories"]]
    assert "diabetes-support" in slugs
    assert len(slugs) == len(set(slugs)) >= 60
    for slug in slugs[:5]:
        assert kent.get(f"/api/v1/listings?category={slug}").status_code == 200
