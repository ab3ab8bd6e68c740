"""`assetmap confidential`: what is secret, what is withheld because of it, and what to do about that."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import click

from assetmap.commands.account import by_option, who
from assetmap.commands.deciding import deciding
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.listing.publish import publish
from assetmap.matching.pairs import find_service
from assetmap.secrecy import decide
from assetmap.secrecy.entries import MOST_LISTED, STATES, list_entries
from assetmap.secrecy.withhold import withhold

_SAID = {
    decide.lift: "Its places are public now, and so is what was withheld because of them.",
    decide.release: "It is public now, until something else is found.",
    decide.keep: "It stays withheld, whatever its sources say.",
    decide.undo: "What was decided about it is taken back.",
}


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def confidential(ctx: click.Context) -> None:
    """List the services whose place is secret and what is withheld because of them, or decide about one.

    Of an id its first eight letters and digits are enough. A decision holds however often the sources are
    imported again, is kept with who made it and why, and can be taken back with --undo.
    """
    if not ctx.invoked_subcommand:
        ctx.invoke(list_command)


@confidential.command("list")
@click.option("--state", type=click.Choice(list(STATES)), help="Only these; without it, all.")
@click.option("--source", metavar="NAME", help="Only services of this source.")
@click.option("--limit", type=click.IntRange(1, MOST_LISTED), default=50, show_default=True, help="How many.")
@click.pass_obj
def list_command(settings: Settings, state: str | None, source: str | None, limit: int) -> None:
    """List what is withheld, with what it matched and why, then what is secret."""
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        entries, total = list_entries(
            connection, STATES[state] if state else None, source=source, limit=limit
        )
    for entry in entries:
        click.echo("\n".join(entry.as_lines()))
    if not total:
        click.echo("Nothing is secret or withheld." if not (state or source) else "There is no such entry.")
    elif total > len(entries):
        click.echo(f"\n{len(entries):,} of {total:,} entries; see --limit, --state and --source.")
    if any(entry.state == "waiting" for entry in entries):
        click.echo(
            "\nTo decide: assetmap confidential release ID, keep ID, or join ID SECRET, each with --why."
        )


@confidential.command("find")
@click.pass_obj
def find_command(settings: Settings) -> None:
    """Compare every service with the secret ones; imports do so for what is new or has changed."""
    with deciding(settings) as connection:
        publish(connection, withhold(connection).to_publish)
        _, waiting = list_entries(connection, ("waiting",), limit=1)
    click.echo(f"{waiting:,} {'entry waits' if waiting == 1 else 'entries wait'} for a person.")


def _decision(name: str, act: Callable[..., frozenset[UUID]], about: str) -> None:
    @confidential.command(name, help=about)
    @click.argument("service", metavar="ID")
    @click.option("--why", required=True, help="Why, in a few words; kept for good, so without any value.")
    @click.option("--undo", is_flag=True, help="Take back what was decided about it.")
    @by_option
    @click.pass_obj
    def command(settings: Settings, service: str, why: str, undo: bool, by: str | None) -> None:
        _act(settings, decide.undo if undo else act, service, by=who(by), why=why)


_decision("lift", decide.lift, "Make a secret service's places public: its mark was wrong, or holds no more.")
_decision("release", decide.release, "Publish a withheld service again: it doesn't give the secret one away.")
_decision("keep", decide.keep, "Keep a service withheld, whatever its sources say from now on.")


@confidential.command("join")
@click.argument("service", metavar="ID")
@click.argument("secret", metavar="SECRET")
@click.option("--why", required=True, help="Why, in a few words; kept for good, so without any value.")
@by_option
@click.pass_obj
def join_command(settings: Settings, service: str, secret: str, why: str, by: str | None) -> None:
    """Show a service as one with a secret one, which stays secret: they are the same."""
    with deciding(settings) as connection:
        pair = find_service(connection, service), find_service(connection, secret)
        publish(connection, decide.join(connection, *pair, by=who(by), why=why))
    click.echo(
        "Only the secret one is shown from now on. To take that back: assetmap confidential keep ID --undo"
    )


def _act(settings: Settings, act: Callable[..., frozenset[UUID]], service: str, **said: Any) -> None:
    with deciding(settings) as connection:
        key = find_service(connection, service)
        publish(connection, act(connection, key, **said))
    click.echo(_SAID[act])
