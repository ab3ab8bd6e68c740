"""Taking in a feed, from its address, folder or zip to what the public sees, in one transaction."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson
from sqlalchemy import Connection, Engine

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import in_sentences
from assetmap.directory.categories import load_categories
from assetmap.errors import ScheduleRefused
from assetmap.feeds.client import Client
from assetmap.feeds.reading import Reading, read_path, read_url
from assetmap.feeds.spool import Spool
from assetmap.ingest.feed.last import Said, changed_since, complete_source
from assetmap.ingest.feed.mappings import load_mappings
from assetmap.ingest.feed.run import FeedOptions, import_feed
from assetmap.ingest.feed.waiting import Waiting, list_waiting
from assetmap.ingest.refreshing import note_good, set_schedule
from assetmap.ingest.run import Progress, unheard
from assetmap.ingest.schedule import Every
from assetmap.ingest.sources import find_source
from assetmap.ingest.summary import Summary

_SCHEMES = ("http://", "https://")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be taken in, and how."""

    target: str
    source: str
    said: Said = field(default_factory=Said)
    whole: bool = False
    allow_shrink: bool = False
    dry_run: bool = False
    refresh: Every | None = None

    @property
    def address(self) -> str | None:
        """The feed's address; None where it is a folder or a file."""
        return self.target if self.target.lower().startswith(_SCHEMES) else None


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of it, with what was odd about the feed and which of its terms have no category yet."""

    summary: Summary
    oddities: tuple[str, ...]
    waiting: tuple[Waiting, ...]


def take_in(
    engine: Engine,
    settings: Settings,
    order: Order,
    *,
    progress: Progress = unheard,
    sleep: Callable[[float], None] = time.sleep,
) -> Intake:
    """Read a feed, import it and publish it: everything, or nothing.

    Later readings of an address ask only for what has changed, and once a week for everything. Raises
    FeedUnavailable, FileRefused, ImportRefused or SourceBusy, and then nothing was written; so it is when
    `progress` or `sleep`, which waits between two tries, raise anything.
    """
    source = find_source(order.source)
    _require_address(order)
    after = _after(engine, order)
    with _reading(settings, order, after, progress, sleep) as (reading, begun_at):
        with in_sentences(), engine.connect() as connection, connection.begin() as transaction:
            known = complete_source(connection, source, order.said, order.address)
            categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
            mappings = load_mappings(settings.data_dir / "taxonomy" / "mappings", categories)
            options = FeedOptions(allow_shrink=order.allow_shrink, begun_at=begun_at)
            summary = import_feed(
                connection, reading, known, categories, mappings, options=options, progress=progress
            )
            waiting = list_waiting(connection, mappings, source=source.name, limit=_SHOWN)
            _keep_books(connection, order)
            if order.dry_run:
                transaction.rollback()
        reading.forget()
    return Intake(summary, reading.oddities, tuple(waiting))


def _require_address(order: Order) -> None:
    if order.refresh is not None and order.refresh.gap is not None and order.address is None:
        raise ScheduleRefused(
            f"{order.target} is no address, so it cannot be read again by itself.",
            hint="Leave out --refresh, or give the feed's address: http:// or https://",
        )


def _keep_books(connection: Connection, order: Order) -> None:
    if order.address is None:
        return
    now = datetime.now(UTC)
    note_good(connection, order.source, now)
    if order.refresh is not None:
        set_schedule(connection, order.source, order.refresh, now)


def _after(engine: Engine, order: Order) -> datetime | None:
    with engine.connect() as connection:
        migrate.require_current(connection)
        if order.whole or order.address is None:
            return None
        return changed_since(connection, order.source, order.address)


@contextmanager
def _reading(
    settings: Settings,
    order: Order,
    after: datetime | None,
    progress: Progress,
    sleep: Callable[[float], None],
) -> Iterator[tuple[Reading, datetime]]:
    """What came, and when the first request for it was made."""
    now = datetime.now(UTC)
    if order.address is None:
        yield read_path(Path(order.target)), now
        return
    path = settings.home / "feeds" / f"{order.source}.ndjson"
    spool = Spool(path)
    client = Client(allow_private=settings.feed_allow_private, about=settings.public_url, sleep=sleep)
    with spool.held(), client:
        reading = read_url(client, order.address, spool, modified_after=after, hear=progress)
        # A feed that is one file keeps no pages.
        yield reading, _begun_at(path, now) if reading.services == spool.items else now


def _begun_at(path: Path, now: datetime) -> datetime:
    """When the reading began whose pages are kept here: before now, where it went on with another."""
    with path.open("rb") as file:
        return min(now, datetime.fromisoformat(orjson.loads(file.readline())["at"]))
