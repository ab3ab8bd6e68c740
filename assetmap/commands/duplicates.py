"""`assetmap duplicates`: services that are told twice, and what to do about them."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from sqlalchemy import Connection

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.listing.publish import publish
from assetmap.matching import decide
from assetmap.matching.find import find_duplicates

#: What a list is asked for, and how that is kept.
_STATES = {"waiting": "waiting", "merged": "merged", "kept-apart": "apart"}

Decide = Callable[..., frozenset[UUID]]


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--merge", type=(str, str), metavar="ID ID", help="Show these two services as one.")
@click.option(
    "--keep-apart", type=(str, str), metavar="ID ID", help="Show these two services as two for good."
)
@click.option("--undo", type=(str, str), metavar="ID ID", help="Take back what was decided about these two.")
@click.option("--by", help="Who decides. Default: the name of your account on this machine.")
@click.pass_context
def duplicates(
    ctx: click.Context,
    merge: tuple[str, str] | None,
    keep_apart: tuple[str, str] | None,
    undo: tuple[str, str] | None,
    by: str | None,
) -> None:
    """List the services that may be told twice, or decide about two of them.

    Of an id its first eight letters and digits are enough. A decision holds however often the sources are
    imported again, and any can be taken back.
    """
    wanted: list[tuple[Decide, tuple[str, str] | None, str]] = [
        (decide.merge, merge, "They are shown as one from now on."),
        (decide.keep_apart, keep_apart, "They are shown as two from now on."),
        (decide.undo, undo, "The decision is taken back, and the pair waits again."),
    ]
    asked = [(act, pair, said) for act, pair, said in wanted if pair is not None]
    if len(asked) > 1 or (asked and ctx.invoked_subcommand):
        raise click.UsageError("Decide one thing at a time.")
    for act, pair, said in asked:
        with _deciding(ctx.obj) as connection:
            first, second = (decide.find_service(connection, one) for one in pair)
            publish(connection, act(connection, first, second, by=by or getpass.getuser()))
        click.echo(said)
    if not asked and not ctx.invoked_subcommand:
        ctx.invoke(list_command)


@duplicates.command("list")
@click.option(
    "--state", type=click.Choice(list(_STATES)), default="waiting", show_default=True, help="Which pairs."
)
@click.option(
    "--limit", type=click.IntRange(1, decide.MOST_LISTED), default=50, show_default=True, help="How many."
)
@click.pass_obj
def list_command(settings: Settings, state: str, limit: int) -> None:
    """List pairs, the likeliest first, each with its score out of 100 and the reasons."""
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        pairs, total = decide.list_pairs(connection, _STATES[state], limit=limit)
    for pair in pairs:
        by = f", by {pair.decided_by}" if pair.decided_by else ""
        click.echo(f"{pair.score:>3}  {str(pair.first_id)[:13]}  {pair.first}")
        click.echo(f"     {str(pair.second_id)[:13]}  {pair.second}")
        click.echo(f"     {'; '.join(pair.reasons) or 'decided without being found'}{by}")
    if not total:
        click.echo(f"No pair is {state.replace('-', ' ')}.")
    elif total > len(pairs):
        click.echo(f"… and {total - len(pairs):,} more.")


@duplicates.command("find")
@click.pass_obj
def find_command(settings: Settings) -> None:
    """Compare every service with those of other sources; imports do so for what is new or has changed."""
    with _deciding(settings) as connection:
        found = find_duplicates(connection)
        publish(connection, found.to_publish)
    click.echo(f"{found.merged:,} pairs are sure, and were merged. {found.waiting:,} others are alike.")


@duplicates.command("prefer")
@click.argument("names", metavar="SOURCE...", nargs=-1, required=True)
@click.pass_obj
def prefer_command(settings: Settings, names: tuple[str, ...]) -> None:
    """Take each value from these sources first, in this order, where several tell of one service."""
    with _deciding(settings) as connection:
        publish(connection, decide.prefer(connection, names))
    click.echo(f"From now on the values of {', then '.join(names)} come first.")


@contextmanager
def _deciding(settings: Settings) -> Iterator[Connection]:
    """A transaction on a current database, committed at the end."""
    with open_engine(settings) as engine, engine.begin() as connection:
        migrate.require_current(connection)
        yield connection
