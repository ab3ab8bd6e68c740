"""How long all of England's areas, postcodes and figures take to load, and what is looked up in a second.

    ASSETMAP_HOME=/tmp/bench-geography python -m benchmarks.geography [--england FOLDER]

The database should be one of its own, and empty: England stays in it. The open data is written as files in
the shapes in which they are published, and `load` reads them, as `assetmap geography load` would. A look-up
by hand is the least SQL that finds a postcode's point. All figures are of one connection, in the same run.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from assetmap.config import CHECKOUT, Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.geography import lookup
from assetmap.geography.load import load
from assetmap.postcode import Postcode
from scripts.build_pack import MEASURES

LOOKUPS = 2_000
AT_ONCE = 500
BY_HAND = text("SELECT ST_X(point), ST_Y(point), accuracy_m FROM postcode WHERE postcode = :postcode")


def main() -> None:
    """Load England, look things up in it, and print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--england", type=Path, default=CHECKOUT.parent / "shared/data/england")
    england = parser.parse_args().england
    if not (england / "postcodes.parquet").is_file():
        sys.exit(f"{england} holds no postcodes.parquet. Say where England's data is with --england.")
    settings = Settings.from_environment()
    with tempfile.TemporaryDirectory() as folder, open_engine(settings) as engine:
        migrate.upgrade(engine)
        write_england(england, settings.data_dir, Path(folder))
        with engine.begin() as connection:
            load_england(connection, Path(folder), "empty database")
        with engine.begin() as connection:
            load_england(connection, Path(folder), "the same again")
    with open_engine(settings, role="web") as engine, engine.connect() as connection:
        look_up(connection, random.Random(1))


def write_england(source: Path, pack: Path, folder: Path) -> None:
    """Write areas, postcodes and figures in the shapes in which they are published."""
    figures = pd.read_parquet(source / "lsoa_need.parquet")
    postcodes = pd.read_parquet(source / "postcodes.parquet")
    districts = gpd.read_parquet(source / "districts.parquet")
    counties = postcodes.groupby("district_code", observed=True)["county_code"].first().dropna()
    districts["CTY25CD"] = districts["LAD25CD"].map(counties)
    # The look-up gives no names of counties; their codes stand in.
    pd.DataFrame({"code": sorted(set(counties)), "name": sorted(set(counties))}).to_csv(
        folder / "counties.csv", index=False
    )
    districts.to_parquet(folder / "districts.parquet")
    (folder / "wards.parquet").symlink_to(source / "wards.parquet")
    best_fit = figures.set_index("lsoa21_code")["ward25_code"]
    # Two districts have had other codes since these LSOAs were published, so theirs come from the wards.
    lsoas = gpd.read_parquet(source / "lsoa21.parquet").drop(columns="LADCD")
    lsoas["WD25CD"] = lsoas["LSOA21CD"].map(best_fit)
    wards = gpd.read_parquet(source / "wards.parquet").set_index("WD25CD")
    lsoas["LAD25CD"] = lsoas["WD25CD"].map(wards["LAD25CD"])
    lsoas.to_parquet(folder / "lsoas.parquet")
    postcodes.drop(columns=["lat", "lon"]).to_parquet(folder / "postcodes.parquet")
    (folder / "measures.csv").symlink_to((pack / "population" / "measures.csv").resolve())
    published = {column: code for code, column in MEASURES.items()}
    figures[["lsoa21_code", *published]].rename(columns=published).to_parquet(folder / "figures.parquet")


def load_england(connection: Connection, folder: Path, what: str) -> None:
    """Load the folder, and print what came and how long it took."""
    start = time.perf_counter()
    loaded = load(connection, folder)
    seconds = time.perf_counter() - start
    rows = sum(file.rows for file in loaded)
    print(f"\n{what}: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} a second\n")
    print("| file | rows | new or changed | notes |\n|---|---|---|---|")
    for file in loaded:
        print(f"| {file.name} | {file.rows:,} | {file.changed:,} | {'; '.join(file.notes)} |")


def look_up(connection: Connection, rng: random.Random) -> None:
    """Print how many look-ups of each kind one connection does in a second."""
    known = connection.execute(
        text("SELECT postcode, ST_X(point), ST_Y(point) FROM postcode TABLESAMPLE SYSTEM (5) REPEATABLE (1)")
    ).all()
    chosen = rng.sample(list(known), LOOKUPS)
    postcodes = [Postcode.parse(row[0]) for row in chosen]
    held = {row[0] for row in known}
    unknown = [Postcode(one.outward, f"{one.inward[0]}ZZ") for one in postcodes]
    unknown = list(lookup.locate_all(connection, [one for one in unknown if str(one) not in held]))
    points = [(row[1], row[2]) for row in chosen]
    print("\n| look-up | a second | p50 ms | p95 ms |\n|---|---|---|---|")
    measure("point of a postcode, SQL by hand", lambda one: by_hand(connection, one), postcodes)
    measure("postcode to point and areas", lambda one: lookup.locate(connection, one), postcodes)
    measure("unknown postcode to its sector", lambda one: lookup.locate(connection, one), unknown)
    measure("point to its ward, LSOA and district", lambda one: lookup.areas_at(connection, *one), points)
    batches = [postcodes[start : start + AT_ONCE] for start in range(0, LOOKUPS, AT_ONCE)]
    measure(
        f"{AT_ONCE} postcodes at once", lambda some: lookup.locate_all(connection, some), batches, AT_ONCE
    )


def by_hand(connection: Connection, postcode: Postcode) -> object:
    """Find a postcode's point with the least SQL."""
    return connection.execute(BY_HAND, {"postcode": str(postcode)}).one()


def measure(what: str, ask: Callable[[Any], object], asked: Sequence[Any], each: int = 1) -> None:
    """Ask for each in turn, after a warm-up, and print a line of the table."""
    for one in asked[: len(asked) // 10]:
        ask(one)
    times = []
    for one in asked:
        start = time.perf_counter()
        ask(one)
        times.append(time.perf_counter() - start)
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    print(f"| {what} | {each * len(times) / sum(times):,.0f} | {p50:.2f} | {p95:.2f} |")


if __name__ == "__main__":
    main()
