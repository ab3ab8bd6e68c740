"""Our own strict check of a feed finds nothing wrong with ours."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.serving import WSGIRequestHandler, make_server

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.feeds.lint.finding import Level
from assetmap.feeds.lint.report import Report
from assetmap.feeds.lint.run import lint
from assetmap.feeds.lint.target import lint_url
from assetmap.feeds.record import Record, Sheet

KINDS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
TODAY = datetime.now(UTC).date()
NESTED = {"services", "organizations", "service_at_locations"}


class Quiet(WSGIRequestHandler):
    """A server that does not write a line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 # as werkzeug has it
        pass


@pytest.fixture
def address(kent_engine: Engine) -> Iterator[str]:
    """The API of the whole Kent pack, on loopback."""
    engine = make_engine(kent_engine.url, role="web")
    app = create_app(Settings(), connect=engine.connect)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/oruk"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        engine.dispose()


def wrong(report: Report) -> list[str]:
    """What fails the standard, or will surprise a reader."""
    found = [*report.findings(Level.FAILS), *report.findings(Level.SURPRISES)]
    return [f"{one.kind} {one.field}: {one.problem} {one.value}" for one in found]


def test_over_http(address: str) -> None:
    report = lint_url(address, today=TODAY, details=3, allow_private=True)
    assert wrong(report) == []
    assert report.records["service"] > 500
    assert report.dialect == "Open Referral UK 3.0"


def test_every_record_with_everything_that_belongs_to_it(kent: FlaskClient) -> None:
    report = lint("ours", seen(kent), today=TODAY)
    assert wrong(report) == []
    assert report.records["service"] > 500
    assert report.count(Level.COULD_BE_BETTER) > 0


def seen(client: FlaskClient) -> Iterator[Record | Sheet]:
    """Every page of every list, and every record on it in full."""
    for name, kind in KINDS.items():
        number, more = 1, "&full=true" if name in NESTED else ""
        while True:
            place = f"/api/oruk/{name}?per_page=500&page={number}{more}"
            page = client.get(place).get_json()
            yield Sheet(kind, page, place, number)
            for data in page["contents"]:
                yield Record(kind, data, place, "whole")
            if page["last_page"]:
                break
            number += 1
