"""`assetmap sources`: where services come from, how fresh that is, and when it is read again."""

from datetime import UTC, datetime, timedelta

import click

from assetmap.commands.account import by_option, who
from assetmap.commands.every import EveryType
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory.audit import check_reason
from assetmap.feeds.address import without_secrets
from assetmap.feeds.spool import Spool
from assetmap.ingest.refreshing import ask_now, set_schedule
from assetmap.ingest.removal import Survey, remove_source, survey_source
from assetmap.ingest.schedule import Every
from assetmap.ingest.standing import Standing, list_standings

#: A worker looks every minute; what has waited for so long waits for a worker, or behind a very long reading.
_OVERDUE = timedelta(hours=1)
_MOST_FILES = 10


@click.group(invoke_without_command=True)
@click.pass_context
def sources(ctx: click.Context) -> None:
    """List each source with its licence, last good import, number of rows and issues, age and schedule.

    `assetmap sources refresh NAME --every daily` says how often a feed is read again.
    """
    if ctx.invoked_subcommand is not None:
        return
    settings: Settings = ctx.obj
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        found = list_standings(connection)
    if not found:
        click.echo("There are no sources yet. The first comes with: assetmap import FILE --source NAME")
    now = datetime.now(UTC)
    for one in found:
        for line in _describe(one, now):
            click.echo(line)
    overdue = [one.name for one in found if one.due_at is not None and one.due_at < now - _OVERDUE]
    if overdue:
        click.echo(f"Overdue: {', '.join(overdue)}. Is the worker running? It starts with: assetmap worker")


@sources.command()
@click.argument("name")
@click.option("--every", type=EveryType(), help="How often from now on: daily, weekly, 6h, 3d, … or never.")
@click.option(
    "--now", "at_once", is_flag=True, help="As soon as the worker looks, which it does every minute."
)
@click.pass_obj
def refresh(settings: Settings, name: str, every: Every | None, at_once: bool) -> None:
    """Say how often the feed of the source NAME is read again, or that it is to be read now."""
    if every is None and not at_once:
        raise click.UsageError("Say how often, with --every daily for example, or --now.")
    now = datetime.now(UTC)
    due_at: datetime | None = now
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        if every is not None:
            due_at = set_schedule(connection, name, every, now)
        if at_once:
            ask_now(connection, name, now)
        connection.commit()
    if every is not None:
        click.echo(f"{name} is read again {every}." if every.gap else f"{name} is not read again by itself.")
    if at_once or (due_at is not None and due_at <= now):
        click.echo("It is due now. The worker reads it within a minute; without one: assetmap worker --once")
    elif due_at is not None:
        click.echo(f"It is due on {_moment(due_at)}.")


@sources.command()
@click.argument("name")
@click.option("--why", required=True, help="Why, in a few words; kept for good, so without any value.")
@click.option("--yes", is_flag=True, help="Remove it without asking.")
@by_option
@click.pass_obj
def remove(settings: Settings, name: str, why: str, yes: bool, by: str | None) -> None:
    """Remove the source NAME with all that it told: services, rows, issues, imports and schedule.

    What other sources tell of too stays, as those say it.
    """
    check_reason(why)
    with open_engine(settings) as engine:
        with engine.connect() as connection:
            migrate.require_current(connection)
            found = survey_source(connection, name)
        for line in _survey(found):
            click.echo(line)
        if not yes:
            click.confirm(f"Remove {name}? This can't be undone.", abort=True)
        # Whoever reads the feed now would bring the source back.
        spool = Spool(settings.home / "feeds" / f"{found.name}.ndjson")
        with spool.held(), engine.begin() as connection:
            remove_source(connection, name, by=who(by), why=why)
            spool.forget()
    click.echo(f"{name} is removed. An import under this name would be a new source.")


def _survey(found: Survey) -> list[str]:
    lines = [f"{found.name}  {found.title}"]
    lines.append(f"  services     {found.services:,}, and {found.retired:,} that it tells of no more")
    if found.merged:
        lines.append(f"  of these     {found.merged:,} shown as one with others, which stay as those say")
    if found.shared:
        lines.append(f"  of these     {found.shared:,} that other sources tell of too, which stay")
    if found.secret:
        lines.append(
            f"  of these     {found.secret:,} that keep their place secret, which nobody will know then"
        )
    since = f" since {found.first_at:%d %B %Y}" if found.first_at else ""
    lines.append(f"  imports      {found.runs:,}{since}, with {found.issues:,} issues")
    lines += [f"  file         {without_secrets(one)}" for one in found.files[:_MOST_FILES]]
    if len(found.files) > _MOST_FILES:
        lines.append(f"               and {len(found.files) - _MOST_FILES:,} more")
    lines.append(f"  read again   {found.every if found.every.gap else 'never'}")
    return lines


def _describe(one: Standing, now: datetime) -> list[str]:
    lines = [f"{one.name}  {one.title}", f"  licence      {one.licence or 'not stated'}"]
    if one.url:
        lines.append(f"  address      {one.url}")
    if one.finished_at is None:
        return [*lines, "  last import  never"]
    lines.append(f"  last import  {_moment(one.finished_at)}, {_age(one.age_days(now))}")
    if one.whole_at is None:
        lines.append("  read whole   never")
    elif one.whole_at != one.finished_at:
        lines.append(f"  read whole   {one.whole_at:%d %B %Y}")
    lines += _describe_schedule(one, now)
    lines.append(f"  rows         {one.records:,}")
    if one.issues:
        lines.append(f"  issues       {one.issues:,}: assetmap import issues {one.import_id}")
    return lines


def _describe_schedule(one: Standing, now: datetime) -> list[str]:
    """When the source is read again by itself, and what went wrong when that was tried."""
    lines = []
    if one.due_at is not None:
        then = "due now" if one.is_due(now) else f"next on {_moment(one.due_at)}"
        lines.append(f"  read again   {one.every if one.every.gap else 'once'}, {then}")
    elif one.trouble is not None:
        lines.append("  read again   never")
    if one.tried_at is not None and one.trouble is not None:
        lines.append(f"  last tried   {_moment(one.tried_at)}, in vain")
        times = "" if one.failures == 1 else f", {one.failures:,} times"
        lines.append(f"  trouble      {one.trouble}")
        lines.append(f"               So it has been since {one.failing_since:%d %B %Y}{times}.")
    elif one.tried_at is not None:
        lines.append(f"  last tried   {_moment(one.tried_at)}, and all was well")
    return lines


def _moment(moment: datetime) -> str:
    return f"{moment:%d %B %Y, %H:%M} UTC"


def _age(days: int | None) -> str:
    return {0: "today", 1: "yesterday"}.get(days or 0, f"{days:,} days ago")
