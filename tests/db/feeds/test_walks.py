"""What is read of a feed that breaks off or shifts on the way: what did not come is not taken to be gone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from feed_server import Feed, serve, service

from assetmap.feeds.bounds import Bounds
from assetmap.feeds.client import Client
from assetmap.feeds.reading import read_url
from assetmap.feeds.spool import Spool
from assetmap.ingest.summary import Summary

Give = Callable[..., Summary]
Ask = Callable[..., list[Any]]
QUICK = Bounds(first_pause_s=0.01, connect_s=10, silence_s=10)


@pytest.fixture
def feed() -> Iterator[Feed]:
    with serve(Feed([service(number) for number in range(60)])) as feed:
        feed.per_page_most = 10
        yield feed


def bring(feed: Feed, give: Give, folder: Path) -> Summary:
    """Read the feed and import it."""
    with Client(bounds=QUICK, allow_private=True) as client:
        spool = Spool(folder / "feed.ndjson")
        reading = read_url(client, feed.url, spool, modified_after=None, hear=lambda *_: None)
        services = [one for _, one in reading.services()]
        return give(services, complete=reading.complete, oddities=reading.oddities)


def test_a_page_that_is_refused_once(feed: Feed, give: Give, ask: Ask, tmp_path: Path) -> None:
    assert bring(feed, give, tmp_path).created == 60
    feed.troubles = [*[""] * 7, "404"]
    summary = bring(feed, give, tmp_path)
    assert (summary.rows_in, summary.retired) == (50, 0)
    assert ask("SELECT count(*) FROM listing") == [60]


def test_an_order_that_changes_between_two_pages(feed: Feed, give: Give, ask: Ask, tmp_path: Path) -> None:
    assert bring(feed, give, tmp_path).created == 60
    feed.services[50:58] = feed.services[:8]
    summary = bring(feed, give, tmp_path)
    assert (summary.rows_in, summary.retired) == (52, 0)
    assert ask("SELECT count(*) FROM listing") == [60]


def test_what_a_whole_reading_does_not_have_is_gone(feed: Feed, give: Give, ask: Ask, tmp_path: Path) -> None:
    assert bring(feed, give, tmp_path).created == 60
    del feed.services[50:58]
    summary = bring(feed, give, tmp_path)
    assert (summary.rows_in, summary.retired) == (52, 8)
    assert ask("SELECT count(*) FROM listing") == [52]
