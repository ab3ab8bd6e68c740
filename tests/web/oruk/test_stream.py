"""format=ndjson: everything that matches, a line each, while it is read."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from assetmap.api.oruk import stream
from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.listing.records import read

LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")


@pytest.fixture
def engine_of_web(kent_engine: Engine) -> Iterator[Engine]:
    """An engine as pages have it, with a pool and limits, over the Kent pack."""
    engine = make_engine(kent_engine.url, role="web")
    yield engine
    engine.dispose()


@pytest.fixture
def web(engine_of_web: Engine) -> FlaskClient:
    """The API over a pool of connections."""
    return create_app(Settings(), connect=engine_of_web.connect).test_client()


@pytest.mark.parametrize("parameters", ["", "&search=library", "&full=true"])
@pytest.mark.parametrize("name", LISTS)
def test_it_is_what_the_pages_hold(web: FlaskClient, name: str, parameters: str) -> None:
    if "full" in parameters and name.startswith("taxonom"):
        parameters = "&search=a"
    answer = web.get(f"/api/oruk/{name}?format=ndjson{parameters}")
    assert (answer.status_code, answer.mimetype) == (200, "application/x-ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    contents, number = [], 1
    while True:
        page = web.get(f"/api/oruk/{name}?per_page=500&page={number}{parameters}").get_json()
        contents += page["contents"]
        number += 1
        if page["last_page"]:
            break
    assert lines == contents
    assert len(lines) == page["total_items"]


def test_nothing_is_no_line(web: FlaskClient) -> None:
    answer = web.get("/api/oruk/services?format=ndjson&search=zqxnothing")
    assert (answer.status_code, answer.data) == (200, b"")


def test_it_comes_some_records_at_a_time(web: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "CHUNK", 20)
    with web.get("/api/oruk/services?format=ndjson") as answer:
        handfuls = [len(part.splitlines()) for part in answer.iter_encoded()]
    assert max(handfuls) == 20
    assert sum(handfuls) > 500


def test_a_reader_who_leaves_gives_the_connection_back(
    web: FlaskClient, engine_of_web: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "CHUNK", 20)
    for _ in range(5):
        answer = web.get("/api/oruk/services?format=ndjson", buffered=False)
        assert held(engine_of_web) == 1
        answer.close()
        assert held(engine_of_web) == 0


def test_pages_keep_connections_for_themselves(web: FlaskClient, engine_of_web: Engine) -> None:
    streams = [web.get("/api/oruk/services?format=ndjson") for _ in range(2)]
    refused = web.get("/api/oruk/services?format=ndjson")
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    assert refused.headers["Retry-After"]
    assert web.get("/api/oruk/services").status_code == 200
    assert held(engine_of_web) == 2
    streams[0].close()
    assert lines_of(web.get("/api/oruk/services?format=ndjson")) > 500
    streams[1].close()


def test_asking_for_the_head_starts_nothing(web: FlaskClient, engine_of_web: Engine) -> None:
    for _ in range(5):
        assert web.head("/api/oruk/services?format=ndjson").status_code == 200
    assert held(engine_of_web) == 0


def test_what_goes_wrong_at_once_is_said(web: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_PATIENCE", text("SET LOCAL statement_timeout = '1ms'"))
    for _ in range(3):
        answer = web.get("/api/oruk/service_at_locations?format=ndjson&full=true&search=a+or+the+or+library")
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")


def held(engine: Engine) -> int:
    """How many connections are taken from the pool."""
    taken = getattr(engine.pool, "checkedout")  # noqa: B009 # QueuePool's own
    return int(taken())


def lines_of(answer: TestResponse) -> int:
    return len(answer.text.splitlines())
