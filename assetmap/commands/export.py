"""`assetmap export`: the services that match, as a file for other people's systems."""

from pathlib import Path
from typing import Any

import click

from assetmap.commands.filters import read_query, search_options
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.export.formats import FORMATS, write_export


@click.command()
@click.argument("format", type=click.Choice(list(FORMATS)))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@search_options
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.pass_obj
def export(settings: Settings, /, format: str, out: Path, force: bool, **filters: Any) -> None:  # noqa: A002
    """Write the published services that match to OUT, with their sources and licences.

    csv and xlsx have a row, geojson and gpkg a feature, for a service at a place. hsds is a zip of tables, a
    tabular data package of Open Referral UK, which `assetmap import feed` reads again. The filters are those
    of the search page; without any, everything is written.
    """
    query = read_query(settings, filters)
    chosen = FORMATS[format]
    with open_engine(settings) as engine, engine.connect() as plain:
        # One snapshot, so that what is published meanwhile is in all of the file or in none.
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        migrate.require_current(connection)
        click.echo(f"Writing {out} …", err=True)
        count = write_export(chosen, out, connection, query, settings.data_dir, force=force)
    what = "services" if chosen.name == "hsds" else "listings"
    click.echo(f"Written to {out}: {count:,} {what}, {out.stat().st_size / 1_000_000:.1f} MB.")
    if not count:
        click.echo("Nothing matches; the file says only what it would have held.")
