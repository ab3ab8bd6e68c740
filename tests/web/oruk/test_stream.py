"""format=ndjson: everything that matches, a line each, made apart from the site."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.geography.lookup import locate
from assetmap.listing.records.query import RecordQuery
from assetmap.postcode import Postcode

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


def test_nobody_who_reads_holds_a_connection(web: FlaskClient, engine_of_web: Engine) -> None:
    with web.get("/api/oruk/services?format=ndjson", buffered=False) as answer:
        assert held(engine_of_web) == 0
        assert sum(part.count(b"\n") for part in answer.iter_encoded()) > 500
    assert held(engine_of_web) == 0


def test_asking_for_the_head_makes_nothing(web: FlaskClient, engine_of_web: Engine) -> None:
    head = web.head("/api/oruk/services?format=ndjson")
    assert (head.status_code, head.mimetype, head.data) == (200, "application/x-ndjson", b"")
    assert head.headers["ETag"] == web.get("/api/oruk/services?format=ndjson").headers["ETag"]
    assert held(engine_of_web) == 0


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_whoever_has_it_is_told_so(web: FlaskClient, header: str) -> None:
    known = web.get("/api/oruk/services?format=ndjson").headers[header]
    asked = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    again = web.get("/api/oruk/services?format=ndjson", headers={asked: known})
    assert (again.status_code, again.data) == (304, b"")


QUERIES = [
    RecordQuery(),
    RecordQuery(search="walking group", minimum_age=0, maximum_age=150, top_only=True),
    RecordQuery(taxonomy_term_id=UUID(int=7), modified_after=datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
    RecordQuery(day="TU", start_time=0, end_time=720),
]


@pytest.mark.parametrize("query", QUERIES)
def test_another_process_reads_the_same_question(query: RecordQuery) -> None:
    assert RecordQuery.from_text(query.as_text()) == query


def test_another_process_reads_the_same_home(kent_connection: Connection) -> None:
    query = RecordQuery(home=locate(kent_connection, Postcode.parse("CT9 1AE")), proximity=2_000)
    assert RecordQuery.from_text(query.as_text()) == query


def held(engine: Engine) -> int:
    """How many connections are taken from the pool."""
    taken = getattr(engine.pool, "checkedout")  # noqa: B009 # QueuePool's own
    return int(taken())
