"""Servers that mean harm or know no better: each ends in services, in findings, or in one clear sentence."""

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from feed_server import Feed, Reply, serve, service

from assetmap.cli import main
from assetmap.errors import FeedUnavailable
from assetmap.feeds.bounds import Bounds
from assetmap.feeds.client import Client
from assetmap.feeds.discover import discover
from assetmap.feeds.fetch import Fetch
from assetmap.feeds.lint.target import lint_path, lint_url
from assetmap.feeds.reading import read_path
from assetmap.feeds.spool import Spool

QUICK = Bounds(first_pause_s=0.01, connect_s=5, silence_s=5, answer_s=30)
DEEP = "[" * 900 + "]" * 900
SERVICES = json.dumps([service(number) for number in range(3)])[1:-1]


class Raw(Feed):
    """A feed whose list of services is these very bytes."""

    def __init__(self) -> None:
        super().__init__([])
        self.raw = b""
        self.headers: dict[str, str] = {}

    def page(self, query: dict[str, str]) -> Reply:
        return 200, {"Content-Type": "application/json"} | self.headers, self.raw


@pytest.fixture
def feed() -> Iterator[Raw]:
    with serve(Raw()) as feed:
        assert isinstance(feed, Raw)
        yield feed


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "feed.ndjson")


def fetch(feed: Feed, spool: Spool) -> Fetch:
    with Client(bounds=QUICK, allow_private=True) as client:
        found = Fetch(client, discover(client, feed.url), spool, modified_after=None, hear=lambda *_: None)
        found.run()
        return found


def page(*odd: str, **said: str) -> bytes:
    """A page of three sound services and odd ones, its envelope saying something else besides."""
    more = "".join(f', "{name}": {value}' for name, value in said.items())
    return f'{{"contents": [{", ".join([SERVICES, *odd])}]{more}}}'.encode()


ODD = {
    "deep nesting": f'{{"id": "odd", "name": "Odd", "schedules": {DEEP}}}',
    "half a pair": '{"id": "odd", "name": "Odd \\ud800", "schedules": [], "\\udfff": "\\u0000"}',
    "NaN": '{"id": "odd", "name": "Odd", "schedules": [], "minimum_age": NaN, "maximum_age": -Infinity}',
    "many digits": f'{{"id": {"9" * 5_000}, "name": "Odd", "minimum_age": {"9" * 5_000}, "schedules": []}}',
    "many digits and NaN": f'{{"id": {"9" * 5_000}, "name": NaN, "schedules": [], "capacity": 1e999}}',
    "one name twice": '{"id": "one", "id": "odd", "name": "Odd", "name": "Odder", "schedules": []}',
    "no id, and deep": f'{{"name": "Odd", "schedules": {DEEP}}}',
    "no record": DEEP,
    "a long string": f'{{"id": "odd", "name": "Odd", "schedules": [], "description": "{"<p>x" * 500_000}"}}',
    "an id without end": f'{{"id": "{"i" * 10_000}", "name": "Odd", "schedules": []}}',
}


@pytest.mark.parametrize("what", ODD)
def test_odd_records_are_fetched_and_checked(feed: Raw, spool: Spool, what: str) -> None:
    feed.raw = page(ODD[what])
    assert fetch(feed, spool).came == 4
    assert len(list(spool.items())) == 4
    report = lint_url(feed.url, today=date(2026, 6, 1), allow_private=True)
    assert "\n".join(report.as_lines(3)).encode()
    assert orjson.dumps(report.as_json())


@pytest.mark.parametrize("what", ODD)
def test_odd_records_in_files(tmp_path: Path, what: str) -> None:
    (tmp_path / "services.json").write_bytes(page(ODD[what], ODD[what]))
    assert read_path(tmp_path).expected in (4, 5)
    report = lint_path(tmp_path, today=date(2026, 6, 1))
    assert "\n".join(report.as_lines(3)).encode()
    assert orjson.dumps(report.as_json())


def test_records_of_a_file_without_ids_are_each_their_own(tmp_path: Path) -> None:
    nameless: list[dict[str, Any]] = [service(number) for number in range(3)]
    for one in nameless:
        del one["id"]
    (tmp_path / "services.json").write_text(json.dumps(nameless))
    names = [one["name"] for _, one in read_path(tmp_path).services()]
    assert names == ["Walking group 0", "Walking group 1", "Walking group 2"]


@pytest.mark.parametrize(
    "said",
    [
        {"number": "1", "total_pages": "9"},
        {"number": "1", "last": "false"},
        {"total_items": f'"{"9" * 5_000}"'},
        {"total_items": '"²"', "page_number": '"٣"'},
        {"total_items": "1e999", "last_page": '"no"'},
        {"total_items": "-1", "total_pages": "[]"},
        {"next": '"?page=1&per_page=100"'},
        {"next": '"file:///etc/passwd"'},
    ],
)
def test_an_envelope_that_leads_nowhere(feed: Raw, spool: Spool, said: dict[str, str]) -> None:
    feed.raw = page(**said)
    found = fetch(feed, spool)
    assert found.came == 3
    assert len(feed.asked) < 12


def test_a_next_page_that_is_no_address(feed: Raw, spool: Spool) -> None:
    feed.raw = page(next='"http://[nowhere"')
    with pytest.raises(FeedUnavailable, match="as its next page, which is no address"):
        fetch(feed, spool)


@pytest.mark.parametrize("packing", ["gzip, gzip", "gzip,gzip,gzip", "br", "zstd", "deflate, gzip"])
def test_what_is_packed_in_another_way_is_not_unpacked(feed: Raw, spool: Spool, packing: str) -> None:
    feed.headers = {"Content-Encoding": packing}
    feed.raw = gzip.compress(gzip.compress(bytes(2**20)))
    with pytest.raises(FeedUnavailable, match="packs its answers in another way"):
        fetch(feed, spool)


def test_much_from_a_little_is_left(feed: Raw) -> None:
    feed.headers = {"Content-Encoding": "gzip"}
    feed.raw = gzip.compress(b"[" + bytes(20 * 2**20))
    bounds = Bounds(first_pause_s=0.01, answer_bytes=2**20)
    with (
        Client(bounds=bounds, allow_private=True) as client,
        pytest.raises(FeedUnavailable, match="more than can be taken"),
    ):
        client.get_json(f"{feed.url}/services")


@pytest.mark.parametrize("said", ["²", "-1", "soon", "9" * 400, "Thu, 99 Foo 2026 00:00:00 GMT"])
def test_a_pause_that_is_none(feed: Raw, said: str) -> None:
    feed.raw, feed.troubles = page(), [f"503 {said}"] * 9
    with Client(bounds=QUICK, allow_private=True) as client, pytest.raises(FeedUnavailable):
        client.get_json(f"{feed.url}/services")


@pytest.mark.parametrize(
    "address", ["http://[", "http://", "https://:80", "http://a b/", "http://x:99999999/"]
)
def test_addresses_that_are_none_are_one_sentence(address: str) -> None:
    told = CliRunner().invoke(main, ["feed", "lint", address])
    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit)
    assert "Traceback" not in told.output
    assert told.output.strip()
