"""`assetmap sources`: where services come from, and how fresh that is."""

from datetime import UTC, datetime

import click

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.ingest.standing import Standing, list_standings


@click.command()
@click.pass_obj
def sources(settings: Settings) -> None:
    """List each source with its licence, last good import, number of rows and issues, and age."""
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        found = list_standings(connection)
    if not found:
        click.echo("There are no sources yet. The first comes with: assetmap import FILE --source NAME")
    now = datetime.now(UTC)
    for one in found:
        for line in _describe(one, now):
            click.echo(line)


def _describe(one: Standing, now: datetime) -> list[str]:
    lines = [f"{one.name}  {one.title}", f"  licence      {one.licence or 'not stated'}"]
    if one.url:
        lines.append(f"  address      {one.url}")
    if one.finished_at is None:
        return [*lines, "  last import  never"]
    lines.append(f"  last import  {one.finished_at:%d %B %Y, %H:%M} UTC, {_age(one.age_days(now))}")
    if one.whole_at is None:
        lines.append("  read whole   never")
    elif one.whole_at != one.finished_at:
        lines.append(f"  read whole   {one.whole_at:%d %B %Y}")
    lines.append(f"  rows         {one.records:,}")
    if one.issues:
        lines.append(f"  issues       {one.issues:,}: assetmap import issues {one.import_id}")
    return lines


def _age(days: int | None) -> str:
    return {0: "today", 1: "yesterday"}.get(days or 0, f"{days:,} days ago")
