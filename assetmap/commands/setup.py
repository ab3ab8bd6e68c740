"""`assetmap setup`: the tables, and the whole Kent pack in them."""

from collections.abc import Callable

import click
from sqlalchemy import Engine

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine

Report = Callable[[str], None]


@click.command()
@click.pass_obj
def setup(settings: Settings) -> None:
    """Bring the tables up to date and load what lies in data/."""
    with open_engine(settings) as engine:
        migrate.upgrade(engine)
        load_pack(engine, settings, report=click.echo)


def load_pack(engine: Engine, settings: Settings, report: Report = lambda _: None) -> None:
    """Load the pack into a migrated database: geography, categories and services, and publish them."""
