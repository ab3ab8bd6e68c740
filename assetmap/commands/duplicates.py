"""`assetmap duplicates`: services that are told twice, and what to do about them."""

from collections.abc import Callable, Sequence
from uuid import UUID

import click
from sqlalchemy import Connection

from assetmap.commands.account import by_option, who
from assetmap.commands.deciding import deciding
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.listing.publish import publish
from assetmap.matching import decide
from assetmap.matching.find import find_duplicates
from assetmap.matching.pairs import (
    MOST_LISTED,
    RULE,
    Decision,
    Pair,
    find_service,
    last_decision,
    list_decisions,
    list_pairs,
    load_told,
)
from assetmap.secrecy.withhold import withhold

#: What a list is asked for, how that is kept, and what is said of a pair.
_STATES = {"waiting": "waiting", "merged": "merged", "kept-apart": "apart"}
_SAID = {"merged": "merged", "apart": "kept apart", "waiting": "taken back"}

Ids = tuple[str, str]
Act = Callable[..., frozenset[UUID]]


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--merge", type=(str, str), multiple=True, metavar="ID ID", help="Show these two as one.")
@click.option(
    "--keep-apart", type=(str, str), multiple=True, metavar="ID ID", help="Show these two as two for good."
)
@click.option(
    "--undo", type=(str, str), multiple=True, metavar="ID ID", help="Take back what was decided about them."
)
@by_option
@click.pass_context
def duplicates(
    ctx: click.Context, merge: Sequence[Ids], keep_apart: Sequence[Ids], undo: Sequence[Ids], by: str | None
) -> None:
    """List the services that may be told twice, or decide about two of them.

    Of an id its first eight letters and digits are enough. A decision holds however often the sources are
    imported again, and any can be taken back. Options may be repeated: all is decided, or nothing.
    """
    wanted: list[tuple[str, Act, Sequence[Ids]]] = [
        ("merged", decide.merge, merge),
        ("apart", decide.keep_apart, keep_apart),
        ("waiting", decide.undo, undo),
    ]
    asked = [(state, act, ids) for state, act, several in wanted for ids in several]
    if asked and ctx.invoked_subcommand:
        raise click.UsageError(f"Decide first, and ask for “{ctx.invoked_subcommand}” afterwards.")
    if asked:
        _decide_all(ctx.obj, asked, who(by))
    elif not ctx.invoked_subcommand:
        ctx.invoke(list_command)


@duplicates.command("list")
@click.option(
    "--state", type=click.Choice(list(_STATES)), default="waiting", show_default=True, help="Which pairs."
)
@click.option("--source", metavar="NAME", help="Only pairs with a service of this source.")
@click.option("--score", type=click.IntRange(0, 100), default=0, help="Only pairs of this score or more.")
@click.option("--limit", type=click.IntRange(1, MOST_LISTED), default=50, show_default=True, help="How many.")
@click.pass_obj
def list_command(settings: Settings, state: str, source: str | None, score: int, limit: int) -> None:
    """List pairs, the likeliest first, each with its score out of 100 and the reasons."""
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        pairs, total = list_pairs(connection, _STATES[state], source=source, score=score, limit=limit)
    for pair in pairs:
        _show(pair)
    said = state.replace("-", " ")
    if not total:
        click.echo(f"No pair is {said}." if source is None and not score else f"No such pair is {said}.")
        return
    if total > len(pairs):
        click.echo(f"\n{len(pairs):,} of {total:,} pairs that are {said}; see --limit, --source and --score.")
    else:
        click.echo(f"\n{total:,} {'pair is' if total == 1 else 'pairs are'} {said}.")
    if state == "waiting":
        click.echo("To decide: assetmap duplicates --merge ID ID, or --keep-apart ID ID.")


@duplicates.command("history")
@click.argument("service", metavar="ID")
@click.pass_obj
def history_command(settings: Settings, service: str) -> None:
    """Say everything that was decided about a service, the last first: what, by whom and when."""
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        decisions = list_decisions(connection, find_service(connection, service))
        told = load_told(connection, (key for one in decisions for key in (one.first_id, one.second_id)))
    for one in decisions:
        pair = " and ".join(str(told.get(key, key)) for key in (one.first_id, one.second_id))
        click.echo(f"{_SAID[one.state].capitalize()} {one.author}: {pair}")
    if not decisions:
        click.echo("Nothing was ever decided about it.")


@duplicates.command("find")
@click.pass_obj
def find_command(settings: Settings) -> None:
    """Compare every service with all others; imports do so for what is new or has changed."""
    with deciding(settings) as connection:
        found = find_duplicates(connection)
        withheld = withhold(connection, found.to_publish)
        publish(connection, found.to_publish | withheld.to_publish)
    merged = (
        "1 pair is sure, and was merged"
        if found.merged == 1
        else f"{found.merged:,} pairs were sure and merged"
    )
    click.echo(f"{merged}; {found.waiting:,} {'waits' if found.waiting == 1 else 'wait'} for a person.")


@duplicates.command("prefer")
@click.argument("names", metavar="SOURCE...", nargs=-1, required=True)
@click.pass_obj
def prefer_command(settings: Settings, names: tuple[str, ...]) -> None:
    """Take each value from these sources first, in this order, where several tell of one service."""
    with deciding(settings) as connection:
        publish(connection, decide.prefer(connection, names))
    click.echo(f"From now on the values of {', then '.join(names)} come first; other sources follow by age.")


def _decide_all(settings: Settings, asked: Sequence[tuple[str, Act, Ids]], by: str) -> None:
    """Decide about each pair in turn, publish once, and say what became of each."""
    said = []
    with deciding(settings) as connection:
        to_publish: frozenset[UUID] = frozenset()
        for state, act, ids in asked:
            first, second = (find_service(connection, one) for one in ids)
            before = last_decision(connection, first, second)
            if before is None or before.state != state or before.by == RULE:
                to_publish |= act(connection, first, second, by=by)
                said.append(_say(connection, (first, second), before, state))
            else:
                told = load_told(connection, (first, second))
                said.append(f"{told[first]} and {told[second]} were {_SAID[state]} already, {before.author}.")
        publish(connection, to_publish)
    for sentence in said:
        click.echo(sentence)


def _say(connection: Connection, ids: tuple[UUID, UUID], before: Decision | None, state: str) -> str:
    """What became of two services, and what was taken back by it."""
    told = load_told(connection, ids)
    first, second = (told[key] for key in ids)
    both = f"{first} and {second} are"
    if first.shown_as != second.shown_as:
        now = f"{both} shown as two."
    elif state == "waiting":
        now = f"{both} still shown as one, because a third service joins them."
    else:
        shown = load_told(connection, [first.shown_as])[first.shown_as]
        now = f"{both} shown as one, under “{shown.name}”."
    if before is None or before.state == state:
        return now
    was = "They were merged" if before.state == "merged" else "They were kept apart"
    return f"{now} {was} {before.author}, which is taken back."


def _show(pair: Pair) -> None:
    by = f" ({_SAID[pair.decision.state]} {pair.decision.author})" if pair.decision else ""
    click.echo(f"{pair.score:>3}  {str(pair.first.id)[:13]}  {pair.first.whole}")
    click.echo(f"     {str(pair.second.id)[:13]}  {pair.second.whole}")
    click.echo(f"     {'; '.join(pair.reasons) or 'nothing but what was decided'}{by}")
