"""`assetmap geography`: load areas, postcodes and figures, and ask where a postcode is."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.geography.lookup import Home, locate
from assetmap.geography.manifest import ORDER, Kind
from assetmap.postcode import Postcode

if TYPE_CHECKING:
    from assetmap.geography.load import Loaded


@click.group()
def geography() -> None:
    """Load areas, postcodes and population figures, and look up where a postcode is."""


@geography.command("load")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--kind", type=click.Choice(ORDER), help="What the files hold, if it doesn't show.")
@click.option("--vintage", help="Year or date of the boundaries, such as 2025.")
@click.pass_obj
def load_command(settings: Settings, path: Path | None, kind: Kind | None, vintage: str | None) -> None:
    """Load PATH, a file or folder that GeoPandas reads; without it, the embedded pack of Kent and Medway.

    Areas are known by their GSS codes. Everything is loaded, or, when a file cannot be, nothing.
    """
    from assetmap.geography.load import load

    with open_engine(settings) as engine, engine.begin() as connection:
        migrate.require_current(connection)
        for loaded in load(connection, path or settings.data_dir, kind=kind, vintage=vintage):
            _tell(loaded)


@geography.command("locate")
@click.argument("postcode")
@click.pass_obj
def locate_command(settings: Settings, postcode: str) -> None:
    """Say where POSTCODE is, which areas it lies in and how far it may be off."""
    parsed = Postcode.parse(postcode)
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        for line in _describe(locate(connection, parsed)):
            click.echo(line)


def _tell(loaded: "Loaded") -> None:
    about = " ".join(word for word in (loaded.kind, loaded.vintage and f"({loaded.vintage})") if word)
    click.echo(f"{loaded.name}: {loaded.rows:,} rows, {about}; {loaded.changed:,} new or changed")
    for note in loaded.notes:
        click.echo(f"  {note}")


def _describe(home: Home) -> list[str]:
    areas = home.areas
    named = {"Ward": areas.ward, "District": areas.district, "County": areas.county, "LSOA": areas.lsoa}
    lines = [
        str(home.postcode),
        f"  Grid reference  {home.easting:.0f} {home.northing:.0f}, within about {home.accuracy_m:,} m",
        f"  Latitude        {home.latitude:.5f}, longitude {home.longitude:.5f}",
        *(f"  {kind:<14}  {area.name} ({area.code})" for kind, area in named.items() if area),
    ]
    return [*lines, f"  {home.caveat}"] if home.caveat else lines
