"""Fill a database with a million invented services all over England, and publish them.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.make_listings --england ../shared/data/england

Services go into the directory, as an import would put them, and reach the listing through `publish`. They lie
at real postcodes, so that towns are as dense as they are; categories, times, costs and ages are spread
unevenly, some rare. Areas and postcodes are loaded without boundaries when the database has none.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, text

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory.categories import load_categories
from assetmap.directory.taxonomy import sync_categories
from assetmap.listing.publish import publish
from benchmarks.england import load_geography
from benchmarks.invented import make_services

BATCH = 250_000


def main() -> None:
    """Make what is asked for, saying how long each part took."""
    arguments = read_arguments()
    settings = Settings.from_environment()
    with open_engine(settings, role="command") as engine:
        migrate.upgrade(engine)
        fill_directory(engine, settings, arguments)
        with engine.begin() as connection, timed("publish") as clock:
            published = publish(connection)
        print(f"{published.listed:,} listings, {published.listed / clock.seconds:,.0f} a second")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection, timed("vacuum"):
            connection.execute(text("VACUUM (ANALYZE) listing, listing_word, postcode"))


def fill_directory(engine: Engine, settings: Settings, arguments: argparse.Namespace) -> None:
    """Load the geography and put the services into the directory."""
    rng = np.random.default_rng(arguments.seed)
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    with engine.begin() as connection, timed("areas and postcodes"):
        homes = load_geography(connection, arguments.england)
    for done in range(0, arguments.services, BATCH):
        count = min(BATCH, arguments.services - done)
        with engine.begin() as connection, timed(f"{count:,} services into the directory"):
            sync_categories(connection, categories)
            make_services(connection, rng, homes, categories, count)


class timed:  # noqa: N801
    """Print how long a block took."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.seconds = 0.0

    def __enter__(self) -> "timed":
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._start
        print(f"{self.what}: {self.seconds:.1f} s", flush=True)


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--england", type=Path, required=True, help="folder with postcodes.parquet, wards.parquet"
    )
    parser.add_argument("--services", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    main()
