"""What a map asks for, over a million listings: time and size at every zoom, with every kind of filter.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.map

Make the listings first (make_listings.py). Views are as wide as a map of 1280 by 800 pixels shows at each
zoom, around random postcodes; a county is the view that holds Kent, and England is all of it.
"""

import argparse
import gzip
import random
import time
from collections import defaultdict

import numpy as np
import orjson
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from assetmap.listing.bounds import Bounds
from assetmap.listing.query import SearchQuery
from assetmap.listing.search import map_features

FILTERS: dict[str, dict[str, str]] = {
    "none": {},
    "common category": {"category": "loneliness-befriending"},
    "rare category": {"category": "{rare}"},
    "free Saturday evening": {"day": "saturday", "part": "evening", "free": "yes"},
    "step-free at 70": {"step_free": "yes", "age": "70"},
    "categories, GP, child": {
        "category": "loneliness-befriending,social-groups",
        "joining": "gp",
        "age": "12",
    },
    "common word": {"q": "welcome"},
    "rare words": {"q": "volunteers {rareword}"},
    "near a home": {"postcode": "{home}", "radius_m": "30000", "free": "yes"},
    "one district": {"district": "Thanet"},
}
ENGLAND = Bounds(-6.5, 49.8, 1.9, 55.9)
KENT = Bounds(0.0, 50.9, 1.5, 51.5)


def main() -> None:
    """Ask for every view with every filter, and print how long it took and how large the answers were."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=10, help="views at each zoom, with each filter")
    parser.add_argument("--seed", type=int, default=20)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    with open_engine(Settings.from_environment(), role="web") as engine, engine.connect() as connection:
        queries = make_queries(connection)
        places = homes(connection)
        views = {"England": [(ENGLAND, 6)] * arguments.each, "a county": [(KENT, 9)] * arguments.each}
        for zoom in range(5, 19):
            views[f"zoom {zoom}"] = [(around(rng.choice(places), zoom), zoom) for _ in range(arguments.each)]
        for name, asked in views.items():
            report(name, connection, queries, asked)


def make_queries(connection: Connection) -> dict[str, SearchQuery]:
    """A query for each kind of filter."""
    slugs = list(connection.execute(text(
        "SELECT category FROM listing TABLESAMPLE SYSTEM (1) REPEATABLE (20), unnest(categories) AS category "
        "GROUP BY category ORDER BY count(*), category"
    )).scalars())  # fmt: skip
    words = {"rare": slugs[0], "rareword": slugs[0].split("-")[0], "home": "SW1A 1AA"}
    return {
        name: SearchQuery.parse({key: [value.format(**words)] for key, value in args.items()})
        for name, args in FILTERS.items()
    }


def homes(connection: Connection) -> list[tuple[float, float]]:
    """Longitudes and latitudes of some postcodes."""
    sample = text(
        "SELECT ST_X(degrees), ST_Y(degrees) FROM (SELECT ST_Transform(point, 4326) AS degrees, postcode "
        "FROM postcode TABLESAMPLE BERNOULLI (0.1) REPEATABLE (20)) AS home ORDER BY postcode"
    )
    return [(longitude, latitude) for longitude, latitude in connection.execute(sample)]


def around(home: tuple[float, float], zoom: int) -> Bounds:
    """What a map of 1280 by 800 pixels shows of a place."""
    wide, high = 360 / 256 / 2**zoom * 1280, 360 / 256 / 2**zoom * 800 * 0.61
    longitude, latitude = home
    return Bounds(longitude - wide / 2, latitude - high / 2, longitude + wide / 2, latitude + high / 2)


def report(
    name: str, connection: Connection, queries: dict[str, SearchQuery], views: list[tuple[Bounds, int]]
) -> None:
    """Print a line for the view, and for England and a county one for each filter."""
    took: dict[str, list[float]] = defaultdict(list)
    largest = 0
    for bounds, zoom in views:
        for kind, query in queries.items():
            map_features(
                connection, query, bounds, zoom
            )  # the first reads from disk what the next finds in memory
            start = time.perf_counter()
            found = map_features(connection, query, bounds, zoom)
            took[kind].append((time.perf_counter() - start) * 1000)
            largest = max(largest, len(gzip.compress(orjson.dumps(found), 6)))
    if not name.startswith("zoom"):
        for kind, times in took.items():
            print(f"  {kind:24} p50 {np.percentile(times, 50):7.1f}  p95 {np.percentile(times, 95):7.1f} ms")
    every = [each for times in took.values() for each in times]
    print(f"{name:10} p50 {np.percentile(every, 50):7.1f}  p95 {np.percentile(every, 95):7.1f} ms, "
          f"largest answer {largest / 1000:.1f} KB compressed", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
