"""`assetmap import feed`: services in from another system's feed."""

from dataclasses import replace

import click

from assetmap.commands.every import EveryType
from assetmap.commands.progress import Progress
from assetmap.config import Settings
from assetmap.database.background import open_background_engine
from assetmap.ingest.confined import confined
from assetmap.ingest.feed.intake import Intake, Order, take_in
from assetmap.ingest.feed.last import Said
from assetmap.ingest.schedule import Every
from assetmap.ingest.summary import describe_counts
from assetmap.matching.pairs import describe_source


@click.command("feed")
@click.argument("target", metavar="URL|FOLDER|ZIP")
@click.option("--source", "name", required=True, help="A short name for whose services these are.")
@click.option("--title", help="The name of the source as people know it.")
@click.option("--licence", help="The licence of the feed, such as OGL-3.0.")
@click.option("--attribution", help="What must be said where the services are shown.")
@click.option("--whole", is_flag=True, help="Read all of the feed, not only what has changed.")
@click.option("--allow-shrink", is_flag=True, help="Retire services even if over a fifth of them is gone.")
@click.option(
    "--refresh", type=EveryType(), help="Read it again by itself: daily, weekly, 6h, 3d, … or never."
)
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
    refresh: Every | None,
    dry_run: bool,
) -> None:
    """Import a feed of services and publish it: Open Referral UK 3.0 or 1.0, HSDS 3.0 or HSDS tables.

    Later readings of an address ask only for what has changed, and once a week for everything. A service that
    is gone from the whole feed is retired. Everything is imported, or nothing.
    """
    said = Said(title, licence, attribution)
    order = Order(
        target, name, said, whole=whole, allow_shrink=allow_shrink, refresh=refresh, dry_run=dry_run
    )
    with (
        open_background_engine(settings) as engine,
        confined(settings.import_memory_mb),
        Progress() as progress,
    ):
        intake = take_in(engine, settings, order, progress=progress)
        with engine.connect() as connection:
            told_twice = [] if dry_run else describe_source(connection, name)
    _tell(intake, told_twice, dry_run=dry_run)
    if refresh is not None and refresh.gap is not None and not dry_run:
        click.echo(f"It is read again {refresh}, while this runs: assetmap worker")


def _tell(intake: Intake, told_twice: list[str], *, dry_run: bool) -> None:
    summary = intake.summary
    click.echo(f"Read as {summary.read_as}.")
    for oddity in intake.oddities:
        click.echo(oddity)
    for line in (*describe_counts(replace(summary, partial=False)), *told_twice):
        click.echo(line)
    if summary.partial:
        click.echo("This was not all of the feed, so what is not in it stays as it is.")
    if dry_run:
        click.echo("This was a rehearsal: nothing was written.")
    elif summary.issues:
        click.echo(f"{summary.issues:,} things to look at: assetmap import issues {summary.import_id}")
    for one in intake.waiting:
        click.echo(f"No category yet for {one.taxonomy}: {one.name} ({one.services:,} services).")
