"""What goes wrong is said in words to people and as problem+json to machines."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.errors import AssetMapError, InvalidQuery


def test_unknown_page(get: Callable[..., Any]) -> None:
    page = get("/nowhere", 404)
    assert page.texts(".//h1") == ["Page not found"]
    assert page.all(".//form[@role='search']")


def test_wrong_method(client: FlaskClient) -> None:
    answer = client.post("/gaps")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "This page only shows things" in answer.text


def test_nothing_longer_than_a_query_is_taken(client: FlaskClient) -> None:
    assert client.post("/", data=b"x" * 100_000).status_code in {405, 413}


def test_a_fault_of_ours_is_a_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("assetmap.web.find.find_listings", fail)
    client.application.testing = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_no_database_is_a_page_and_a_problem() -> None:
    nowhere = make_engine("postgresql://nobody@/nothing?host=/nonexistent")
    client = create_app(Settings(), connect=nowhere.connect).test_client()
    for address in ("/", "/gaps?district=Thanet", "/map/districts.json"):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert "The database does not answer" in answer.text
    assert client.get("/nowhere").status_code == 404


def test_no_database_says_nothing_of_this_machine(caplog: pytest.LogCaptureFixture) -> None:
    nowhere = make_engine("postgresql://zqxrole@/zqxname?host=/nonexistent/cluster/run")
    client = create_app(Settings(), connect=nowhere.connect).test_client()
    for address in (
        "/",
        "/gaps?district=Thanet",
        "/map/districts.json",
        "/data/services.csv",
        "/api/v1",
        "/api/oruk/services",
        "/health",
    ):
        answer = client.get(address)
        assert answer.status_code == 503, address
        for told in ("nonexistent", "zqxrole", "zqxname", "assetmap db", "socket"):
            assert told not in answer.text, address
    assert "/nonexistent/cluster/run" in caplog.text


@pytest.mark.parametrize(
    "kind", [kind for kind in AssetMapError.__subclasses__() if kind is not InvalidQuery]
)
@pytest.mark.parametrize("address", ["/", "/gaps", "/api/v1/listings"])
def test_what_speaks_to_whoever_runs_it_is_not_told_on_a_page(
    kent_connection: Connection, monkeypatch: pytest.MonkeyPatch, kind: type[AssetMapError], address: str
) -> None:
    detail = "/srv/assetmap/data as user postgres"
    # What a page may say must hold nothing of this machine but in its detail.
    error = (
        kind("It went wrong.", detail=detail) if kind.public else kind(f"{detail} is broken.", hint=detail)
    )

    def fail() -> AbstractContextManager[Connection]:
        raise error

    answer = create_app(Settings(), connect=fail).test_client().get(address)
    assert answer.status_code == kind.status
    assert "/srv/assetmap" not in answer.text
    assert "postgres" not in answer.text


def test_a_busy_pool_asks_to_wait() -> None:
    def busy() -> AbstractContextManager[Connection]:
        raise PoolTimeout("QueuePool limit reached")

    answer = create_app(Settings(), connect=busy).test_client().get("/about")
    assert answer.status_code == 503
    assert "AssetMap is busy." in answer.text


@pytest.mark.parametrize("address", ["/api/nowhere"])
def test_under_api_it_is_a_problem(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    problem: Any = answer.json
    assert problem["status"] == 404


def test_an_address_that_is_no_text(client: FlaskClient) -> None:
    assert client.get("/services/%ff").status_code == 404
    assert client.get("/?q=%00%ff").status_code in {200, 400}
