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
