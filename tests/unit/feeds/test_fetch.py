"""Lists of an API: every page, however the feed counts them, and what to do when it goes wrong on the way."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from feed_server import Feed, serve, service, uid

from assetmap.errors import FeedUnavailable, FileRefused, SourceBusy
from assetmap.feeds.bounds import Bounds
from assetmap.feeds.client import Client
from assetmap.feeds.dialects import Dialect
from assetmap.feeds.reading import Reading, read_url
from assetmap.feeds.spool import Spool

QUICK = Bounds(attempts=3, first_pause_s=0.01, silence_s=10)
IDS = [uid("service", number) for number in range(25)]


@pytest.fixture
def feed() -> Iterator[Feed]:
    with serve(Feed([service(number) for number in range(25)])) as feed:
        feed.per_page_most = 10
        yield feed


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "feeds" / "test.ndjson")


def read(
    feed: Feed, spool: Spool, *, after: datetime | None = None, path: str = "", bounds: Bounds = QUICK
) -> Reading:
    with Client(bounds=bounds, allow_private=True) as client:
        return read_url(
            client, feed.url + path, spool, modified_after=after, hear=lambda _what, _done, _of: None
        )


def ids(reading: Reading) -> list[str]:
    return [str(service["id"]) for _, service in reading.services()]


@pytest.mark.parametrize("path", ["", "/", "/services", "/services?key=abc"])
def test_every_page_is_read_from_any_of_a_feeds_addresses(feed: Feed, spool: Spool, path: str) -> None:
    reading = read(feed, spool, path=path)
    assert ids(reading) == IDS
    assert (reading.complete, reading.oddities, reading.dialect) == (True, (), Dialect.ORUK3)
    if "key" in path:
        assert all("key=abc" in asked for asked in feed.asked)


def test_pages_by_link(feed: Feed, spool: Spool) -> None:
    feed.links = True
    reading = read(feed, spool, path="/services?key=abc")
    assert ids(reading) == IDS
    assert reading.complete
    assert all("key=abc" in asked for asked in feed.asked)
    assert all(asked.count("page=") <= 2 for asked in feed.asked)


def test_pages_counted_from_nought(feed: Feed, spool: Spool) -> None:
    plain = feed.page

    def from_nought(query: dict[str, str]) -> Any:
        number = int(query.get("page", 0))
        status, headers, body = plain(query | {"page": str(number + 1)})
        replaced = body.replace(b'"number": %d' % (number + 1), b'"number": %d' % number)
        return status, headers, replaced

    feed.old_words = True
    feed.page = from_nought  # type: ignore[method-assign]
    reading = read(feed, spool)
    assert sorted(ids(reading)) == sorted(IDS)
    assert reading.complete


def test_the_words_of_version_1(feed: Feed, spool: Spool) -> None:
    feed.old_words = True
    feed.services = [
        {**one, "id": number, "regular_schedules": one.pop("schedules")}
        for number, one in enumerate(feed.services)
    ]
    reading = read(feed, spool)
    assert ids(reading) == [str(number) for number in range(25)]
    assert reading.dialect is Dialect.ORUK1


def test_details_are_asked_for_only_where_the_list_lacks_them(feed: Feed, spool: Spool) -> None:
    read(feed, spool)
    assert not [asked for asked in feed.asked if asked.startswith("/services/")]
    feed.lists_are_short, feed.asked = True, []
    reading = read(feed, spool)
    assert len([asked for asked in feed.asked if asked.startswith("/services/")]) == 25
    assert all("service_at_locations" in held for _, held in reading.services())


def test_details_that_say_no_more_are_not_asked_for_again(feed: Feed, spool: Spool) -> None:
    feed.services = [{"id": one["id"], "name": one["name"], "status": "active"} for one in feed.services]
    assert len(ids(read(feed, spool))) == 25
    assert len([asked for asked in feed.asked if asked.startswith("/services/")]) == 3


def test_the_same_page_for_ever(feed: Feed, spool: Spool) -> None:
    feed.same_page_for_ever = True
    reading = read(feed, spool)
    assert ids(reading) == IDS[:10]
    assert not reading.complete
    (oddity,) = reading.oddities
    assert oddity.startswith("Page 2 of the services repeats earlier ones")
    assert oddity.endswith("10 different ones came, and the feed says that it has 25.")


def test_the_same_service_on_every_page(feed: Feed, spool: Spool) -> None:
    always = feed.services[0]
    feed.services = [
        one for n, held in enumerate(feed.services) for one in ([always, held] if n % 10 else [held])
    ]
    reading = read(feed, spool)
    assert sorted(ids(reading)) == sorted(IDS)
    assert any("stood on more than one page" in oddity for oddity in reading.oddities)


@pytest.mark.parametrize("total", [7, 400])
def test_a_total_that_lies(feed: Feed, spool: Spool, total: int) -> None:
    feed.total = total
    reading = read(feed, spool)
    came = 10 if total == 7 else 25
    assert len(ids(reading)) == came
    assert reading.oddities == (
        f"The feed says that it has {total} services, and {came} different ones came.",
    )


@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("status", [400, 404, 410, 416])
def test_a_page_that_is_refused_is_not_the_end(feed: Feed, spool: Spool, status: int, links: bool) -> None:
    feed.links = links
    feed.troubles = ["", "", "", "", str(status)]
    reading = read(feed, spool)
    assert "page=3" in feed.asked[-1]
    assert ids(reading) == IDS[:20]
    assert not reading.complete
    assert any("Page 3 of the services was refused" in oddity for oddity in reading.oddities)


def test_a_refusal_past_the_last_page_is_the_end(feed: Feed, spool: Spool) -> None:
    plain, feed.per_page_most = feed.page, 100
    feed.services = [service(number) for number in range(100)]

    def bare(query: dict[str, str]) -> Any:
        status, headers, body = plain(query)
        shown = json.loads(body)["contents"]
        return (status, headers, json.dumps(shown).encode()) if shown else (404, {}, b"no such page")

    feed.page = bare  # type: ignore[method-assign]
    reading = read(feed, spool)
    assert "page=2" in feed.asked[-1]
    assert len(ids(reading)) == 100
    assert (reading.complete, reading.oddities) == (True, ())


def test_an_order_that_changes_on_the_way(feed: Feed, spool: Spool) -> None:
    """The last page repeats three of the first, so three others never came."""
    feed.services[20:23] = feed.services[:3]
    reading = read(feed, spool)
    assert len(ids(reading)) == 22
    assert not reading.complete


def test_a_reading_goes_on_at_the_page_where_it_stopped(feed: Feed, spool: Spool) -> None:
    feed.troubles = ["", "", "", "503", "503", "503"]
    with pytest.raises(FeedUnavailable, match="answers 503, at each of 3 tries"):
        read(feed, spool)
    assert "page=2" in feed.asked[-1]
    feed.asked = []
    reading = read(feed, spool)
    pages = [asked for asked in feed.asked if "per_page=100" in asked]
    assert [("page=2" in pages[0]), ("page=3" in pages[1]), len(pages)] == [True, True, 2]
    assert ids(reading) == IDS
    assert reading.complete


def test_a_line_that_was_cut_off_on_disk_is_read_again(feed: Feed, spool: Spool, tmp_path: Path) -> None:
    feed.troubles = ["", "", "", "", "503", "503", "503"]
    with pytest.raises(FeedUnavailable):
        read(feed, spool)
    path = tmp_path / "feeds" / "test.ndjson"
    path.write_bytes(path.read_bytes()[:-200])
    assert ids(read(feed, spool)) == IDS


@pytest.mark.parametrize(("links", "total"), [(False, 25), (False, None), (True, None)])
def test_a_reading_that_lost_services_between_two_sittings_retires_nothing(
    feed: Feed, spool: Spool, links: bool, total: int | None
) -> None:
    """One of page 1 goes away, and with it the first of page 2 slides out of sight."""
    feed.links = links
    feed.troubles = ["", "", "", "503", "503", "503"]
    with pytest.raises(FeedUnavailable):
        read(feed, spool)
    del feed.services[0]
    feed.total = total
    reading = read(feed, spool)
    assert len(ids(reading)) == 24
    assert not reading.complete


@pytest.mark.parametrize(("minutes", "fresh"), [(110, True), (130, False)])
def test_how_long_ago_it_began_decides_whether_a_reading_goes_on(
    feed: Feed, spool: Spool, tmp_path: Path, minutes: int, fresh: bool
) -> None:
    feed.troubles = ["", "", "", "", "503", "503", "503"]
    with pytest.raises(FeedUnavailable):
        read(feed, spool)
    path, now = tmp_path / "feeds" / "test.ndjson", datetime.now(UTC)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    lines[0]["at"] = (now - timedelta(minutes=minutes)).isoformat()
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    feed.asked = []
    assert ids(read(feed, spool)) == IDS
    assert ("page=3" in next(asked for asked in feed.asked if "per_page=100" in asked)) is fresh


def test_only_what_changed_since(feed: Feed, spool: Spool) -> None:
    feed.services[3]["last_modified"] = "2026-06-01T00:00:00.000Z"
    reading = read(feed, spool, after=datetime(2026, 5, 25, tzinfo=UTC))
    assert ids(reading) == [IDS[3]]
    assert not reading.complete
    assert any("modified_after=2026-05-25T00%3A00%3A00Z" in asked for asked in feed.asked)


def test_a_detail_that_never_comes_is_left_out_and_nothing_is_retired(feed: Feed, spool: Spool) -> None:
    feed.lists_are_short = True
    plain = feed.reply

    def broken(path: str, query: dict[str, str]) -> Any:
        return (500, {}, b"oops") if path.endswith(IDS[7]) else plain(path, query)

    feed.reply = broken  # type: ignore[method-assign]
    reading = read(feed, spool)
    assert len(ids(reading)) == 24
    assert not reading.complete
    assert any("could not be read alone" in oddity for oddity in reading.oddities)


def test_an_address_with_no_feed(feed: Feed, spool: Spool) -> None:
    with pytest.raises(FeedUnavailable, match="There is no feed at"):
        read(feed, spool, path="/elsewhere")
    with pytest.raises(FileRefused, match="is no address of a feed"), Client() as client:
        read_url(client, "ftp://x", spool, modified_after=None, hear=lambda _what, _done, _of: None)


def test_the_pages_are_bounded(feed: Feed, spool: Spool) -> None:
    reading = read(feed, spool, bounds=replace(QUICK, pages=2))
    assert len(ids(reading)) == 20
    assert not reading.complete


def test_two_readings_of_one_feed_do_not_mix(spool: Spool) -> None:
    with spool.held(), pytest.raises(SourceBusy, match="The feed of test is being read already"):
        spool.held().__enter__()
    with spool.held():
        pass
