"""Our own API as a feed: it passes our own check, and comes in again without a difference."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from werkzeug.serving import make_server

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.directory.categories import Categories
from assetmap.feeds.client import Client
from assetmap.feeds.dialects import Dialect
from assetmap.feeds.lint.finding import Level
from assetmap.feeds.lint.target import lint_url
from assetmap.feeds.reading import Reading, read_url
from assetmap.feeds.spool import Spool
from assetmap.ingest.feed.mappings import Mappings
from assetmap.ingest.feed.run import import_feed
from assetmap.ingest.sources import Source
from assetmap.listing.publish import publish

IDS = frozenset({"id", "service_id"})


@pytest.fixture(scope="module")
def root(kent_engine: Engine) -> Iterator[str]:
    """The address of our API over the whole Kent pack, on a real server."""
    app = create_app(Settings(), kent_engine.connect)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/oruk"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def reading(root: str, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    spool = Spool(Path(tmp_path_factory.mktemp("feeds")) / "own.ndjson")
    with Client(allow_private=True) as client:
        return read_url(client, root, spool, modified_after=None, hear=lambda _what, _done, _of: None)


def test_our_own_api_passes_the_check(root: str) -> None:
    report = lint_url(root, today=datetime.now(UTC).date(), details=3, allow_private=True)
    found = [
        f"{one.kind}.{one.field} {one.problem} {one.value}"
        for level in (Level.FAILS, Level.SURPRISES)
        for one in report.findings(level)
    ]
    assert found[:20] == []
    assert report.records["service"] > 500


def test_our_own_api_is_read_whole(reading: Reading, kent_connection: Connection) -> None:
    published = kent_connection.execute(text("SELECT count(DISTINCT service_id) FROM listing")).scalar_one()
    assert (reading.expected, reading.complete, reading.oddities) == (published, True, ())
    assert reading.dialect is Dialect.ORUK3


def test_what_we_publish_comes_in_again(
    reading: Reading, kent_connection: Connection, categories: Categories, mappings: Mappings
) -> None:
    before = cards(kent_connection)
    kent_connection.execute(
        text(
            "TRUNCATE service, organization, location, service_at_location, attribute, source_record CASCADE"
        )
    )
    publish(kent_connection)
    summary = import_feed(kent_connection, reading, Source("again", title="Again"), categories, mappings)
    assert (summary.rows_in, summary.refused) == (reading.expected, 0)
    after = cards(kent_connection)
    assert [one for one in after if one not in before][:3] == []
    assert len(after) == len(before)


def cards(connection: Connection) -> list[str]:
    """Every card of the listing, without ids; a town that is only the name of the district is none."""
    found = []
    for card in connection.execute(text("SELECT card FROM listing")).scalars():
        plain: dict[str, Any] = {name: value for name, value in card.items() if name not in IDS}
        if plain.get("address", {}).get("town") == plain.get("district"):
            plain.get("address", {}).pop("town", None)
        found.append(json.dumps(plain, sort_keys=True))
    return sorted(found)
