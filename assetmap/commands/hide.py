"""`assetmap hide`: take a service, a place or a contact down, and take that back."""

import click
from sqlalchemy import Connection

from assetmap.commands.account import by_option, who
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory import hiding
from assetmap.directory.takedown import Target, find_target
from assetmap.listing.publish import publish


@click.command()
@click.argument("target", required=False, metavar="SERVICE|PLACE|CONTACT")
@click.option("--why", help="Why, in a few words; kept for good, so without any name, address or number.")
@click.option("--undo", is_flag=True, help="Show it again.")
@click.option("--list", "listed", is_flag=True, help="List what is hidden, by whom and why.")
@click.option("--service", "kind", flag_value="service", help="The whole service, at all its places.")
@click.option("--place", "kind", flag_value="place", help="This place alone.")
@click.option("--contact", "kind", flag_value="contact", help="This contact alone.")
@by_option
@click.pass_obj
def hide(
    settings: Settings,
    target: str | None,
    why: str | None,
    undo: bool,
    listed: bool,
    kind: str | None,
    by: str | None,
) -> None:
    """Take a service, a place or a contact out of everything that the public can see.

    Give its id, the address of its page, or its name if only one thing is called so. It stays hidden however
    often its sources are imported. A service without its place is listed under its district alone.
    """
    if listed:
        _list(settings)
        return
    if target is None:
        raise click.UsageError("Say what is to be hidden: an id, the address of a page, or a name.")
    if why is None:
        raise click.UsageError('Say why, in a few words: --why "asked for by letter"')
    with open_engine(settings) as engine, engine.begin() as connection:
        migrate.require_current(connection)
        found = find_target(connection, target, kind)
        lines = _show(connection, found, who(by), why) if undo else _hide(connection, found, who(by), why)
    for line in lines:
        click.echo(line)


def _hide(connection: Connection, target: Target, by: str, why: str) -> list[str]:
    to_publish = hiding.hide(connection, target, by=by, why=why)
    if not to_publish:
        return [f"{target.words} was hidden already; nothing has changed. See: assetmap hide --list"]
    publish(connection, to_publish)
    lines = [f"{target.words} is hidden, on every page, map, file and answer."]
    if target.kind == "service" and (alike := hiding.count_alike(connection, to_publish)):
        are = "1 pair of services may be" if alike == 1 else f"{alike:,} pairs of services may be"
        lines.append(f"{are} the same thing told elsewhere, which is still shown. See: assetmap duplicates")
    lines.append(f"To take that back: assetmap hide {target.ids[0]} --undo --why “…”")
    return lines


def _show(connection: Connection, target: Target, by: str, why: str) -> list[str]:
    publish(connection, hiding.show(connection, target, by=by, why=why))
    return [f"{target.words} is shown again, as its sources tell of it now."]


def _list(settings: Settings) -> None:
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        found = hiding.list_hidden(connection)
    for one in found:
        click.echo(f"{one.kind:8} {'; '.join(one.services) or 'of a service that is no longer told of'}")
        for key in one.place_ids if one.kind == "place" else one.service_ids:
            click.echo(f"         {key}")
        click.echo(f"         hidden by {one.by} on {one.at.day} {one.at:%B %Y}: {one.why}")
    if not found:
        click.echo("Nothing is hidden.")
    elif len(found) == hiding.MOST_LISTED:
        click.echo(f"Only the last {hiding.MOST_LISTED:,} are listed.")
