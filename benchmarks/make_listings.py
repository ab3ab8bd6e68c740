"""Fill a database with a million invented services all over England, and publish them.

    ASSETMAP_HOME=/tmp/bench python benchmarks/make_listings.py --england ../shared/data/england

Services go into the directory, as an import would put them, and reach the listing through `publish`. They lie
at real postcodes, so that towns are as dense as they are; categories, times, costs and ages are spread
unevenly, some rare. Areas and postcodes are loaded without boundaries when the database has none.
"""

import argparse
import sys
import time
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory.categories import Categories, load_categories
from assetmap.directory.taxonomy import sync_categories, term_id
from assetmap.listing.publish import publish

BATCH = 250_000
NOUNS = "group club project service centre meet-up hub circle network scheme".split()
TONES = (
    "Friendly Open Weekly Community Neighbourhood Welcome Sunrise Harbour Oak Willow Bridge Riverside".split()
)
SENTENCES = (
    "Newcomers are welcome and there is no need to book.",
    "Volunteers make tea and there is always time to talk.",
    "Bring a friend, a carer or come along on your own.",
    "We meet in a warm hall close to the bus stop.",
    "Sessions are led by trained staff and go at your own pace.",
    "Please ring first so that we can tell you what to expect.",
    "Children are welcome when they come with an adult.",
    "Activities change with the season and with what people want to do.",
)
DELIVERIES = (
    "{in-person}",
    "{at-home}",
    "{online}",
    "{telephone}",
    "{in-person,online}",
    "{in-person,at-home}",
)
JOININGS = ("{self-referral}", "{gp,link-worker}", "{self-referral,link-worker}", "{other}", "{}")
TIMES = (("09:30", "12:00"), ("10:00", "16:00"), ("13:30", "15:30"), ("18:00", "20:00"), ("19:30", "21:30"))
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "MO,TU,WE,TH,FR", "TU,TH", "SA,SU")
DAY_WEIGHTS = (12, 15, 15, 14, 10, 6, 3, 15, 8, 2)


def main() -> None:
    """Make what is asked for, saying how long each part took."""
    arguments = read_arguments()
    rng = np.random.default_rng(arguments.seed)
    settings = Settings.from_environment()
    with open_engine(settings, role="command") as engine:
        migrate.upgrade(engine)
        categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
        with engine.begin() as connection, timed("areas and postcodes"):
            homes = load_geography(connection, arguments.england)
        for done in range(0, arguments.services, BATCH):
            count = min(BATCH, arguments.services - done)
            with engine.begin() as connection, timed(f"{count:,} services into the directory"):
                sync_categories(connection, categories)
                make_services(connection, rng, homes, categories, count)
        with engine.begin() as connection, timed("publish") as clock:
            published = publish(connection)
        print(f"{published.listed:,} listings, {published.listed / clock.seconds:,.0f} a second")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection, timed("vacuum"):
            connection.execute(text("VACUUM (ANALYZE) listing, listing_word, postcode"))


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


def load_geography(connection: Connection, folder: Path) -> pd.DataFrame:
    """Return England's postcodes with their areas, after loading both where the database has none."""
    homes = pd.read_parquet(folder / "postcodes.parquet", filters=[("country_code", "==", "E92000001")])
    homes = homes.dropna(subset=["easting", "northing", "ward_code", "district_code", "lsoa21"])
    homes = homes.astype({name: "str" for name in homes.columns if name.endswith("code") or name == "lsoa21"})
    if connection.execute(text("SELECT EXISTS (SELECT FROM postcode)")).scalar_one():
        return homes.reset_index(drop=True)
    names = pd.read_parquet(folder / "wards.parquet", columns=["WD25CD", "WD25NM", "LAD25CD", "LAD25NM"])
    districts = dict(zip(names.LAD25CD, names.LAD25NM, strict=True))
    wards = dict(zip(names.WD25CD, names.WD25NM, strict=True))
    for kind, column, known in (
        ("district", "district_code", districts),
        ("ward", "ward_code", wards),
        ("lsoa", "lsoa21", {}),
    ):
        codes = homes[column].unique()
        copy(connection, "area", {"code": codes, "kind": kind, "name": [known.get(c, c) for c in codes]})
    for child, parent, basis in (
        ("ward_code", "district_code", "nested"),
        ("lsoa21", "district_code", "nested"),
        ("lsoa21", "ward_code", "best_fit"),
    ):
        pairs = homes.drop_duplicates(child)
        copy(
            connection,
            "area_membership",
            {"code": pairs[child], "parent_code": pairs[parent], "basis": basis},
        )
    copy(
        connection,
        "postcode",
        {
            "postcode": homes.postcode,
            "sector": homes.postcode.str[:-2],
            "point": points(homes),
            "accuracy_m": 50,
            "live": "true",
            "ward_code": homes.ward_code,
            "district_code": homes.district_code,
            "lsoa_code": homes.lsoa21,
        },
    )
    return homes.reset_index(drop=True)


def make_services(
    connection: Connection, rng: np.random.Generator, homes: pd.DataFrame, categories: Categories, count: int
) -> None:
    """Put so many services at random postcodes into the tables of the directory."""
    spots = homes.iloc[rng.integers(0, len(homes), count)].reset_index(drop=True)
    delivery = rng.choice(len(DELIVERIES), count, p=(0.84, 0.04, 0.02, 0.02, 0.05, 0.03))
    service, location, held = uuids(rng, count), uuids(rng, count), uuids(rng, count)
    leaves = np.array([leaf.slug for leaf in categories])
    weights = 1.0 / np.arange(1, len(leaves) + 1) ** 1.1
    leaf = rng.choice(len(leaves), count, p=weights / weights.sum())
    names = np.array([each.name for each in categories], dtype=object)[leaf]
    organization = make_organizations(connection, rng, max(1, count // 4))[
        rng.integers(0, max(1, count // 4), count)
    ]
    young, old = rng.random(count) < 0.08, rng.random(count) < 0.25
    copy(
        connection,
        "service",
        {
            "id": service,
            "organization_id": organization,
            "name": phrase(rng, count, TONES) + names + phrase(rng, count, NOUNS),
            "description": phrase(rng, count, SENTENCES)
            + phrase(rng, count, SENTENCES)
            + names
            + phrase(rng, count, SENTENCES),
            "status": "active",
            "minimum_age": np.where(old, "50", np.where(young, "5", "")),
            "maximum_age": np.where(young & ~old, "17", ""),
            "delivery": np.array(DELIVERIES)[delivery],
            "joining": rng.choice(JOININGS, count, p=(0.6, 0.15, 0.15, 0.05, 0.05)),
            "assured_date": np.where(rng.random(count) < 0.7, "2025-06-01", ""),
            "sample": "true",
        },
    )
    copy(
        connection,
        "location",
        {
            "id": location,
            "location_type": "physical",
            "name": phrase(rng, count, TONES) + "Hall",
            "point": points(spots),
            "location_source": "postcode",
            "accuracy_m": 50,
            "lsoa_code": spots.lsoa21,
            "ward_code": spots.ward_code,
            "district_code": spots.district_code,
        },
    )
    copy(
        connection,
        "address",
        {
            "id": uuids(rng, count),
            "location_id": location,
            "address_1": phrase(rng, count, TONES) + "Street",
            "city": "Town",
            "postal_code": spots.postcode,
            "address_type": "physical",
        },
    )
    copy(connection, "service_at_location", {"id": held, "service_id": service, "location_id": location})
    make_details(connection, rng, service, location, spots)
    copy(
        connection,
        "attribute",
        {
            "id": uuids(rng, count),
            "link_id": service,
            "link_type": "service",
            "taxonomy_term_id": np.array([str(term_id(slug)) for slug in leaves])[leaf],
        },
    )


def make_details(
    connection: Connection,
    rng: np.random.Generator,
    service: np.ndarray,
    location: np.ndarray,
    spots: pd.DataFrame,
) -> None:
    """Give services their times and costs, some of them a limit, and some places a way in without steps."""
    count = len(service)
    times = np.array(TIMES)[rng.integers(0, len(TIMES), count)]
    copy(
        connection,
        "schedule",
        {
            "id": uuids(rng, count),
            "service_id": service,
            "freq": "WEEKLY",
            "interval": 1,
            "byday": rng.choice(DAYS, count, p=np.array(DAY_WEIGHTS) / sum(DAY_WEIGHTS)),
            "opens_at": times[:, 0],
            "closes_at": times[:, 1],
        },
    )
    known = rng.random(count) < 0.8
    copy(
        connection,
        "cost_option",
        {
            "id": uuids(rng, known.sum()),
            "service_id": service[known],
            "amount": rng.choice(("0", "2", "3.50", "5"), known.sum(), p=(0.55, 0.2, 0.15, 0.1)),
        },
    )
    limited = rng.random(count) < 0.15
    copy(
        connection,
        "service_area",
        {
            "id": uuids(rng, limited.sum()),
            "service_id": service[limited],
            "area_code": spots.district_code[limited],
        },
    )
    level = rng.random(count) < 0.5
    copy(
        connection,
        "accessibility",
        {
            "id": uuids(rng, level.sum()),
            "location_id": location[level],
            "accessibility": "step-free",
        },
    )


def make_organizations(connection: Connection, rng: np.random.Generator, count: int) -> np.ndarray:
    """Put so many organizations into the directory; returns their ids."""
    ids = uuids(rng, count)
    copy(
        connection,
        "organization",
        {"id": ids, "name": phrase(rng, count, TONES) + phrase(rng, count, NOUNS) + "Trust"},
    )
    return ids


def phrase(rng: np.random.Generator, count: int, words: tuple[str, ...] | list[str]) -> np.ndarray:
    """One of the words for each row, with a space to go on from."""
    return np.array([f" {word} " for word in words], dtype=object)[rng.integers(0, len(words), count)]


def uuids(rng: np.random.Generator, count: int) -> np.ndarray:
    """Random identifiers as text."""
    digits = rng.bytes(16 * count).hex()
    return np.array([digits[at : at + 32] for at in range(0, 32 * count, 32)], dtype=object)


def points(places: pd.DataFrame) -> list[str]:
    """Places as PostGIS reads them (EPSG:27700)."""
    return [
        f"SRID=27700;POINT({x} {y})"
        for x, y in zip(places.easting.astype(int), places.northing.astype(int), strict=True)
    ]


def copy(connection: Connection, table: str, columns: dict[str, object]) -> None:
    """Stream columns into a table; a single value is repeated, an empty text is NULL."""
    rows = pa.Table.from_pandas(pd.DataFrame(columns), preserve_index=False)
    buffer = BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False)
    pyarrow.csv.write_csv(rows, buffer, options)
    driver = connection.connection.driver_connection
    assert driver is not None
    names = ", ".join(f'"{name}"' for name in columns)
    # Every value is quoted, so that the empty ones need to be named as NULL.
    into = f"COPY {table} ({names}) FROM STDIN (FORMAT csv, FORCE_NULL ({names}))"
    with driver.cursor() as cursor, cursor.copy(into) as stream:
        stream.write(buffer.getvalue())


if __name__ == "__main__":
    sys.exit(main())
