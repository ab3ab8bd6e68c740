"""`assetmap import feed`: services in from another system's feed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import Engine

from assetmap.commands.progress import Progress
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory.categories import load_categories
from assetmap.feeds.client import Client
from assetmap.feeds.reading import Reading, read_path, read_url
from assetmap.feeds.spool import Spool
from assetmap.ingest.feed.last import Said, changed_since, complete_source
from assetmap.ingest.feed.mappings import load_mappings
from assetmap.ingest.feed.run import FeedOptions, import_feed
from assetmap.ingest.feed.waiting import list_waiting
from assetmap.ingest.sources import find_source
from assetmap.ingest.summary import Summary, describe_counts

_SCHEMES = ("http://", "https://")
_SHOWN = 10


@click.command("feed")
@click.argument("target", metavar="URL|FOLDER|ZIP")
@click.option("--source", "name", required=True, help="A short name for whose services these are.")
@click.option("--title", help="The name of the source as people know it.")
@click.option("--licence", help="The licence of the feed, such as OGL-3.0.")
@click.option("--attribution", help="What must be said where the services are shown.")
@click.option("--whole", is_flag=True, help="Read all of the feed, not only what has changed.")
@click.option("--allow-shrink", is_flag=True, help="Retire services even if over a fifth of them is gone.")
@click.option("--dry-run", is_flag=True, help="Read the feed and say what would happen; write nothing.")
@click.pass_obj
def feed_command(
    settings: Settings,
    target: str,
    name: str,
    title: str | None,
    licence: str | None,
    attribution: str | None,
    whole: bool,
    allow_shrink: bool,
    dry_run: bool,
) -> None:
    """Import a feed of services and publish it: Open Referral UK 3.0 or 1.0, HSDS 3.0 or HSDS tables.

    Later readings of an address ask only for what has changed, and once a week for everything. A service that
    is gone from the whole feed is retired. Everything is imported, or nothing.
    """
    source, said = find_source(name), Said(title, licence, attribution)
    with open_engine(settings) as engine, Progress() as progress:
        after = None if whole else _changed_since(engine, name, target)
        with _reading(settings, target, name, after, progress) as reading:
            with engine.connect() as connection, connection.begin() as transaction:
                known = complete_source(connection, source, said, _address(target))
                categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
                mappings = load_mappings(settings.data_dir / "taxonomy" / "mappings", categories)
                options = FeedOptions(allow_shrink=allow_shrink)
                summary = import_feed(
                    connection, reading, known, categories, mappings, options=options, progress=progress
                )
                waiting = list_waiting(connection, mappings, source=name, limit=_SHOWN)
                if dry_run:
                    transaction.rollback()
            reading.forget()
    _tell(summary, reading, dry_run=dry_run)
    for one in waiting:
        click.echo(f"No category yet for {one.taxonomy}: {one.name} ({one.services:,} services).")


@contextmanager
def _reading(
    settings: Settings, target: str, name: str, after: datetime | None, progress: Progress
) -> Iterator[Reading]:
    if _address(target) is None:
        yield read_path(Path(target))
        return
    spool = Spool(settings.home / "feeds" / f"{name}.ndjson")
    with spool.held(), Client(allow_private=settings.feed_allow_private, about=settings.public_url) as client:
        yield read_url(client, target, spool, modified_after=after, hear=progress)


def _changed_since(engine: Engine, name: str, target: str) -> datetime | None:
    with engine.connect() as connection:
        migrate.require_current(connection)
        return changed_since(connection, name, target) if _address(target) else None


def _address(target: str) -> str | None:
    return target if target.lower().startswith(_SCHEMES) else None


def _tell(summary: Summary, reading: Reading, *, dry_run: bool) -> None:
    click.echo(f"Read as {summary.read_as}.")
    for oddity in reading.oddities:
        click.echo(oddity)
    for line in describe_counts(replace(summary, partial=False)):
        click.echo(line)
    if summary.partial:
        click.echo("This was not all of the feed, so what is not in it stays as it is.")
    if dry_run:
        click.echo("This was a rehearsal: nothing was written.")
    elif summary.issues:
        click.echo(f"{summary.issues:,} things to look at: assetmap import issues {summary.import_id}")
