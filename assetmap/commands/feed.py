"""`assetmap feed`: look at feeds without importing them."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.feeds.lint.report import Report
from assetmap.feeds.lint.target import lint_path, lint_url

_SCHEMES = ("http://", "https://")


@click.group()
def feed() -> None:
    """Look at feeds of services in Open Referral UK or HSDS."""


@feed.command("lint")
@click.argument("target", metavar="URL|FOLDER|ZIP")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--examples",
    type=click.IntRange(0, 1000),
    default=3,
    show_default=True,
    help="How many examples of each finding to print.",
)
@click.option(
    "--details",
    type=click.IntRange(0, 100_000),
    default=5,
    show_default=True,
    help="How many records of each list of an API to ask for alone.",
)
@click.pass_obj
def lint_command(settings: Settings, target: str, as_json: bool, examples: int, details: int) -> None:
    """Check a feed strictly against Open Referral UK 3.0, record by record and field by field.

    It says what fails the standard, what keeps to it and will surprise a reader, and what could be better.
    Ends with code 1 if anything fails the standard.
    """
    report = _lint(settings, target, details)
    _tell("")
    if as_json:
        click.echo(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2))
    else:
        for line in report.as_lines(examples):
            click.echo(line)
    sys.exit(0 if report.passes else 1)


def _lint(settings: Settings, target: str, details: int) -> Report:
    today = datetime.now(UTC).date()
    if not target.lower().startswith(_SCHEMES):
        return lint_path(Path(target), today=today, hear=_tell)
    return lint_url(
        target,
        today=today,
        details=details,
        allow_private=settings.feed_allow_private,
        about=settings.public_url,
        hear=_tell,
    )


def _tell(what: str) -> None:
    """Show on a terminal what is being read, in place of what was before."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{what and f'Reading {what}'}", err=True, nl=False)


@feed.command("unmapped")
@click.option("--source", help="Only terms of this source's services.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many terms to list."
)
@click.pass_obj
def unmapped_command(settings: Settings, source: str | None, limit: int) -> None:
    """List the terms of other taxonomies that have no category of ours yet, the most awaited first."""
    from assetmap.directory.categories import load_categories
    from assetmap.ingest.feed.mappings import load_mappings
    from assetmap.ingest.feed.waiting import list_waiting

    folder = settings.data_dir / "taxonomy"
    mappings = load_mappings(folder / "mappings", load_categories(folder / "categories.toml"))
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        waiting = list_waiting(connection, mappings, source=source, limit=limit)
    if not waiting:
        click.echo("Every term has a category.")
    for one in waiting:
        click.echo(f"{one.services:>7,}  {one.taxonomy}: {one.name} ({one.term})")
