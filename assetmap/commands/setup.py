"""`assetmap setup`: the tables, and the whole pack in them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import Connection, Engine, text

from assetmap.commands.db import enforce_roles, publish_anew
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory.categories import load_categories
from assetmap.directory.taxonomy import sync_categories
from assetmap.errors import SetupError

Report = Callable[[str], None]

PACK = "pack"
SERVICES = {
    "libraries.csv": "kent-libraries",
    "gp_practices.csv": "kent-gp-practices",
    "sample_services.csv": "samples",
}
_LOADED = text("SELECT vintage FROM data_load WHERE name = :name")
_RECORD = text(
    "INSERT INTO data_load (name, loaded_on, rows, vintage) VALUES (:name, current_date, :rows, :vintage)"
    " ON CONFLICT (name) DO UPDATE"
    " SET loaded_on = EXCLUDED.loaded_on, rows = EXCLUDED.rows, vintage = EXCLUDED.vintage"
)


@click.command()
@click.option("--again", is_flag=True, help="Load the pack even if it is loaded already.")
@click.pass_obj
def setup(settings: Settings, again: bool) -> None:
    """Bring the tables up to date, and load the pack in data/ unless it is loaded already."""
    with open_engine(settings, role="owner") as engine:
        changed = migrate.upgrade(engine)
        enforce_roles(settings, engine)
        if changed:
            publish_anew(engine)
            click.echo(f"The tables are now at version {migrate.newest_revision()}.")
        load_pack(engine, settings, report=click.echo, again=again)


def load_pack(
    engine: Engine, settings: Settings, *, report: Report = lambda _: None, again: bool = False
) -> None:
    """Load the pack into a migrated database, whole or not at all, unless this very pack is there already."""
    files = _pack_files(settings.data_dir)
    digest = _digest(settings.data_dir, files)
    with engine.begin() as connection:
        if connection.execute(_LOADED, {"name": PACK}).scalar() == digest and not again:
            report("The pack is loaded already.")
            return
        _load(connection, settings, report)
        connection.execute(_RECORD, {"name": PACK, "rows": len(files), "vintage": digest})


def _load(connection: Connection, settings: Settings, report: Report) -> None:
    from assetmap.geography.load import load
    from assetmap.ingest.run import import_file
    from assetmap.ingest.sources import find_source
    from assetmap.ingest.summary import describe_counts

    report("Loading areas, postcodes and population figures")
    for loaded in load(connection, settings.data_dir):
        report(f"  {loaded.name}: {loaded.rows:,}")
    report("Loading the categories of need, and services into them")
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    sync_categories(connection, categories)
    for name, source in SERVICES.items():
        path = settings.data_dir / "services" / name
        report(f"  {name}")
        for line in describe_counts(import_file(connection, path, find_source(source), categories)):
            report(f"    {line}")
        # An import's scratch tables last as long as the transaction, and the next import makes its own.
        connection.exec_driver_sql("DISCARD TEMP")


def _pack_files(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    if not files:
        raise SetupError(
            f"There is no pack of data in {folder}.",
            hint="It comes with the project as data/; ASSETMAP_DATA names another place.",
        )
    return files


def _digest(folder: Path, files: list[Path]) -> str:
    """Return a digest of the pack's files and of the tables that they went into."""
    digest = hashlib.sha256(str(migrate.newest_revision()).encode())
    for path in files:
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
