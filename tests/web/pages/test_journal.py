"""What the site writes down of a request that failed, and a lost connection that fails none."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import URL, Engine, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.cluster import Cluster
from assetmap.database.engine import make_engine
from assetmap.log import SafeFormatter

SEARCH = "/?postcode=CT9+1XZ&q=diabetes"
SECRETS = ("CT9", "1XZ", "diabetes", "postcode")


@pytest.fixture
def web(kent_engine: Engine) -> Iterator[Engine]:
    engine = make_engine(kent_engine.url, role="web")
    yield engine
    engine.dispose()


@pytest.fixture
def app(web: Engine) -> Flask:
    return create_app(Settings(), connect=web.connect)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """All that any logger was told since the test began, as the site writes it."""
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(SafeFormatter())
    return lambda: caplog.text


@pytest.fixture
def end_connections(cluster: Cluster) -> Callable[[URL], None]:
    """End every connection to a database, as an administrator or a restart would."""

    def end(url: URL) -> None:
        cluster.administer(
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{url.database}'",
            "postgres",
        )

    return end


def assert_silent(said: str) -> None:
    assert [secret for secret in SECRETS if secret in said] == []


def test_a_connection_that_is_lost_after_the_answer_was_made(
    app: Flask, web: Engine, end_connections: Callable[[URL], None], log: Callable[[], str]
) -> None:
    after = [end_connections]

    @app.after_request
    def lose(response: Any) -> Any:
        assert g.database.connection.in_transaction()
        for end in after:
            end(web.url)
        return response

    client = app.test_client()
    answer = client.get(SEARCH)
    assert answer.status_code == 200
    assert "CT9 1XZ" in answer.text
    said = log()
    assert "WARNING GET / a connection could not be given back: DatabaseUnavailable" in said
    assert_silent(said)
    after.clear()
    for _ in range(5):
        assert client.get(SEARCH).status_code == 200


def test_a_connection_that_is_lost_before_the_answer(
    app: Flask, web: Engine, end_connections: Callable[[URL], None], log: Callable[[], str]
) -> None:
    @app.before_request
    def lose() -> None:
        g.database.connection.execute(text("SELECT 1"))
        end_connections(web.url)

    answer = app.test_client().get(SEARCH)
    assert answer.status_code == 503
    said = log()
    assert "WARNING GET / 503 DatabaseUnavailable: " in said
    assert_silent(said)


@pytest.mark.parametrize("fails", ["assetmap.web.find.find_listings", "assetmap.web.errors.render_template"])
def test_a_fault_is_noted_by_its_rule_and_where_it_came_from(
    app: Flask, monkeypatch: pytest.MonkeyPatch, log: Callable[[], str], fails: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("CT9 1XZ: diabetes")

    monkeypatch.setattr("assetmap.web.find.find_listings", fail)
    monkeypatch.setattr(fails, fail)
    answer = app.test_client().get(SEARCH)
    assert answer.status_code == 500
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Something went wrong" in answer.text
    assert "ERROR GET / 500\nRuntimeError\n" in log()
    assert_silent(log())


def test_an_error_of_the_database_tells_no_parameter(
    app: Flask, monkeypatch: pytest.MonkeyPatch, log: Callable[[], str]
) -> None:
    def fail(connection: Any, query: Any) -> None:
        connection.execute(text("SELECT CAST(:postcode AS int)"), {"postcode": "CT9 1XZ diabetes"})

    monkeypatch.setattr("assetmap.web.find.find_listings", fail)
    assert app.test_client().get(SEARCH).status_code == 500
    assert "DataError" in log()
    assert "InvalidTextRepresentation 22P02" in log()
    assert_silent(log())


def test_statements_hide_their_parameters(web: Engine) -> None:
    with (
        web.connect() as connection,
        pytest.raises(Exception, match="hidden due to hide_parameters") as raised,
    ):
        connection.execute(text("SELECT CAST(:postcode AS int) / 0"), {"postcode": "1"})
    assert "'1'" not in str(raised.value)


@pytest.mark.parametrize("method", ["CT91XZ", "DIABETES"])
def test_what_stands_before_the_address_is_not_told_either(
    app: Flask, log: Callable[[], str], method: str
) -> None:
    app.test_client().open("/CT9-1XZ", method=method)
    assert "other no page of ours" in log()
    assert_silent(log())
