"""Kent and Medway with many invented services, for benchmarks that set themselves up from nothing."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, text

from assetmap.commands.setup import load_pack
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.directory.categories import load_categories
from assetmap.listing.publish import publish
from benchmarks.invented import make_services
from benchmarks.make_listings import timed

_HOMES = text(
    "SELECT postcode, ST_X(point)::int AS easting, ST_Y(point)::int AS northing, ward_code, district_code,"
    " lsoa_code AS lsoa21 FROM postcode WHERE ward_code IS NOT NULL AND lsoa_code IS NOT NULL"
    " AND district_code IS NOT NULL ORDER BY postcode"
)
_LISTED = text("SELECT count(*) FROM listing")


def crowd_kent(engine: Engine, settings: Settings, services: int) -> None:
    """Load the pack, and invented services at its postcodes until so many are listed."""
    migrate.upgrade(engine)
    load_pack(engine, settings)
    with engine.begin() as connection:
        missing = services - int(connection.execute(_LISTED).scalar_one())
        if missing <= 0:
            return
        with timed(f"{missing:,} services into the directory"):
            _invent(connection, settings, missing)
        with timed("publish"):
            publish(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection, timed("vacuum"):
        connection.execute(text("VACUUM (ANALYZE) listing, listing_word, postcode"))


def _invent(connection: Connection, settings: Settings, count: int) -> None:
    homes = pd.DataFrame(connection.execute(_HOMES).mappings().all())
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    make_services(connection, np.random.default_rng(20), homes, categories, count)
