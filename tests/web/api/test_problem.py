"""Whatever goes wrong under /api is said as problem+json."""

from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import URL, Connection
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.test import TestResponse

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine

SECRET = "hunter2"


def problem(answer: TestResponse) -> dict[str, object]:
    """The problem in an answer, in the shape that RFC 9457 gives it."""
    assert answer.mimetype == "application/problem+json"
    body: dict[str, object] = answer.get_json()
    assert body["status"] == answer.status_code
    assert body["type"] == "about:blank"
    assert body["detail"]
    return body


@pytest.fixture
def broken(connection: Connection) -> FlaskClient:
    """The API with an endpoint that fails in a way nobody thought of."""
    app: Flask = create_app(Settings(), connect=lambda: acting_as_web(connection))

    def fail() -> str:
        raise ZeroDivisionError(SECRET)

    app.add_url_rule("/api/v1/broken", view_func=fail)
    return app.test_client()


@pytest.fixture
def unreachable() -> FlaskClient:
    """The API with a database that is not there."""
    url = URL.create("postgresql", host="/nowhere/at/all", username="somebody", password=SECRET)
    return create_app(Settings(), connect=make_engine(url).connect).test_client()


@pytest.mark.parametrize(
    "path", ["/api/v2", "/api/nothing", "/api/v1/nothing", "/api/v1/listings/", "/api/v1/areas//"]
)
def test_an_unknown_address(small: FlaskClient, path: str) -> None:
    body = problem(small.get(path))
    assert (body["status"], body["title"]) == (404, "Not Found")
    assert path in str(body["detail"])


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_is_not_offered(small: FlaskClient, method: str) -> None:
    answer = small.open("/api/v1/areas", method=method)
    body = problem(answer)
    assert (body["status"], body["title"]) == (405, "Method Not Allowed")
    assert set(answer.allow) == {"GET", "HEAD", "OPTIONS"}
    assert "GET, HEAD, OPTIONS" in str(body["detail"])


def test_a_fault_of_ours_tells_nothing_of_itself(broken: FlaskClient) -> None:
    answer = broken.get("/api/v1/broken")
    body = problem(answer)
    assert (body["status"], body["title"]) == (500, "Internal Server Error")
    assert "ZeroDivision" not in answer.text
    assert SECRET not in answer.text


def test_a_database_that_is_not_there(unreachable: FlaskClient) -> None:
    answer = unreachable.get("/api/v1/areas")
    body = problem(answer)
    assert (body["status"], body["title"]) == (503, "Service Unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert SECRET not in answer.text


def test_a_pool_with_no_connection_left() -> None:
    def wait_in_vain() -> AbstractContextManager[Connection]:
        raise PoolTimeout

    answer = create_app(Settings(), connect=wait_in_vain).test_client().get("/api/v1/areas")
    assert problem(answer)["status"] == 503


def test_each_bad_parameter_has_its_name_and_reason(small: FlaskClient) -> None:
    body = problem(small.get("/api/v1/areas?page=none&colour=red"))
    assert body["title"] == "Bad Request"
    assert body["errors"] == [
        {
            "name": "colour",
            "reason": "is no parameter of a search; they are kind, district, geometry, page, per_page",
        },
        {"name": "page", "reason": "is a whole number from 1 to 1000, not 'none'"},
    ]


def test_a_problem_is_not_kept_and_may_be_read_by_any_site(small: FlaskClient) -> None:
    answer = small.get("/api/v1/nothing")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_that_is_not_there_is_still_a_page(small: FlaskClient) -> None:
    assert small.get("/nothing").mimetype == "text/html"
    assert small.get("/apiary").mimetype == "text/html"
