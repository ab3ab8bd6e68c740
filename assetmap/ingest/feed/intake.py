"""Taking in a feed, from its address, folder or zip to what the public sees, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.directory.categories import load_categories
from assetmap.feeds.client import Client
from assetmap.feeds.reading import Reading, read_path, read_url
from assetmap.feeds.spool import Spool
from assetmap.ingest.feed.last import Said, changed_since, complete_source
from assetmap.ingest.feed.mappings import load_mappings
from assetmap.ingest.feed.run import FeedOptions, import_feed
from assetmap.ingest.feed.waiting import Waiting, list_waiting
from assetmap.ingest.run import Progress, unheard
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


def take_in(engine: Engine, settings: Settings, order: Order, *, progress: Progress = unheard) -> Intake:
    """Read a feed, import it and publish it: everything, or nothing.

    Later readings of an address ask only for what has changed, and once a week for everything. Raises
    FeedUnavailable, FileRefused or ImportRefused, and then nothing was written.
    """
    source = find_source(order.source)
    with _reading(settings, order, _after(engine, order), progress) as reading:
        with engine.connect() as connection, connection.begin() as transaction:
            known = complete_source(connection, source, order.said, order.address)
            categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
            mappings = load_mappings(settings.data_dir / "taxonomy" / "mappings", categories)
            options = FeedOptions(allow_shrink=order.allow_shrink)
            summary = import_feed(
                connection, reading, known, categories, mappings, options=options, progress=progress
            )
            waiting = list_waiting(connection, mappings, source=source.name, limit=_SHOWN)
            if order.dry_run:
                transaction.rollback()
        reading.forget()
    return Intake(summary, reading.oddities, tuple(waiting))


def _after(engine: Engine, order: Order) -> datetime | None:
    with engine.connect() as connection:
        migrate.require_current(connection)
        if order.whole or order.address is None:
            return None
        return changed_since(connection, order.source, order.address)


@contextmanager
def _reading(
    settings: Settings, order: Order, after: datetime | None, progress: Progress
) -> Iterator[Reading]:
    if order.address is None:
        yield read_path(Path(order.target))
        return
    spool = Spool(settings.home / "feeds" / f"{order.source}.ndjson")
    with spool.held(), Client(allow_private=settings.feed_allow_private, about=settings.public_url) as client:
        yield read_url(client, order.address, spool, modified_after=after, hear=progress)
