"""`assetmap erase`: take a text out of everything that is kept, for whom it is about."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy import Connection

from assetmap.commands.account import by_option, who
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory.audit import check_reason
from assetmap.directory.erasure.erase import Outcome, lift, list_erased
from assetmap.directory.erasure.erase import erase as erase_phrase
from assetmap.directory.erasure.phrase import Phrase
from assetmap.directory.erasure.scrub import Scrubber
from assetmap.directory.erasure.search import Count, count_hits
from assetmap.errors import ErasureRefused
from assetmap.feeds.leftovers import forget_files
from assetmap.listing.publish import publish


@click.command()
@click.argument("words", metavar="TEXT", required=False)
@click.option("--why", help="Why, in a few words; kept for good, so without the text itself.")
@click.option("--yes", is_flag=True, help="Erase without asking.")
@click.option("--list", "listed", is_flag=True, help="List what is kept out of imports, as numbers.")
@click.option("--lift", "number", type=int, help="Let imports bring back what was erased under this number.")
@by_option
@click.pass_obj
def erase(
    settings: Settings,
    words: str | None,
    why: str | None,
    yes: bool,
    listed: bool,
    number: int | None,
    by: str | None,
) -> None:
    """Find TEXT wherever it is kept, show where, and put `[erased]` in its place once you say so.

    Case, accents, spaces and punctuation don't count. TEXT is a whole word or several; a telephone number
    is found however it is written. With - for TEXT it is read from standard input, so that no shell keeps it.
    Imports leave it out from then on, and say so.
    """
    if listed:
        _list(settings)
        return
    if why is None:
        raise click.UsageError('Say why, in a few words: --why "asked for by letter"')
    check_reason(why)
    if number is not None:
        _lift(settings, number, who(by), why)
        return
    if words is None:
        raise click.UsageError("Say what is to be erased, or - to type it.")
    phrase = Phrase.parse(sys.stdin.read() if words == "-" else words)
    _refuse_in_reason(phrase, why)
    with open_engine(settings) as engine:
        with engine.connect() as connection:
            migrate.require_current(connection)
            _show(count_hits(connection, phrase))
        if not yes:
            click.confirm("Erase it? This can't be undone.", abort=True)
        with engine.begin() as connection:
            outcome = erase_phrase(connection, phrase, by=who(by), why=why)
            _publish(connection, phrase, outcome)
        _tell(outcome, forget_files(settings.home, phrase))


def _refuse_in_reason(phrase: Phrase, why: str) -> None:
    if Scrubber.of(phrase).text(why) != why:
        raise ErasureRefused("The reason holds the very text.", hint="Say why without it; reasons stay.")


def _publish(connection: Connection, phrase: Phrase, outcome: Outcome) -> None:
    """Publish what changed, and look once more: what was written meanwhile undoes it all."""
    publish(connection, outcome.to_publish)
    left = {(one.table, one.column) for one in count_hits(connection, phrase)} - set(outcome.stuck)
    if left:
        raise ErasureRefused(
            f"It was written anew meanwhile, in {_names(sorted(left))}; nothing was erased.",
            hint="Try again, when no import runs.",
        )


def _show(counts: Sequence[Count]) -> None:
    if not counts:
        click.echo("It stands nowhere now. Erasing it keeps it out of every import to come.")
    for one in counts:
        click.echo(f"{one.table}.{one.column}: {one.rows:,} {'row' if one.rows == 1 else 'rows'}")
        click.echo(f"    {one.excerpt}")


def _tell(outcome: Outcome, files: tuple[list[Path], list[Path]]) -> None:
    for (table, column), rows in sorted(outcome.rows.items()):
        click.echo(f"{table}.{column}: erased in {rows:,} {'row' if rows == 1 else 'rows'}.")
    for table, rows in sorted(outcome.removed.items()):
        click.echo(f"{table}: {rows:,} removed, which would say nothing without it.")
    for (table, column), rows in sorted(outcome.stuck.items()):
        click.echo(f"{table}.{column}: {rows:,} can't be without it, and stay as they are.", err=True)
    gone, left = files
    for path in gone:
        click.echo(f"{path}: removed.")
    for path in left:
        click.echo(f"{path}: holds it, and is in use or not ours to change. Remove it yourself.", err=True)
    click.echo("Imports leave it out from now on, and say so; ask the source to take it out as well.")
    click.echo("Backups and files that were taken away before still hold it.")


def _list(settings: Settings) -> None:
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        rows = list_erased(connection)
    for row in rows:
        what = {"number": f"a number of {row.size} digits", "postcode": "a postcode"}.get(
            row.shape, f"{row.size} words" if row.size > 1 else "a word"
        )
        click.echo(f"{row.id:>4}  {what}, by {row.erased_by} on {row.erased_at.day} {row.erased_at:%B %Y}")
    if not rows:
        click.echo("Nothing was erased.")


def _lift(settings: Settings, number: int, by: str, why: str) -> None:
    with open_engine(settings) as engine, engine.begin() as connection:
        migrate.require_current(connection)
        lift(connection, number, by=by, why=why)
    click.echo("The next import brings it again, where its source still tells it.")


def _names(columns: Sequence[tuple[str, str]]) -> str:
    return ", ".join(".".join(one) for one in columns)
