"""How long coverage takes, against k-d trees and brute force on the same arrays in the same run.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.coverage [--england FOLDER]

Kent comes from the database, with whatever the listing there holds; England from the folder of open data and
invented services, a million unless told otherwise. Each case runs in a process of its own, so that the memory
is its own; figures are printed as a table in Markdown.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from assetmap.config import CHECKOUT, Settings
from assetmap.coverage import report
from assetmap.coverage.access import nearest_m, services_within_reach
from assetmap.coverage.demand import Demand, Dwellings, Measure, Ward, build_demand
from assetmap.coverage.gaps import DEFAULT_REACH_M, find_gaps
from assetmap.coverage.load import load_demand, load_supply
from assetmap.coverage.supply import Supply
from assetmap.database.engine import open_engine
from assetmap.directory.categories import Categories, Category, load_categories
from assetmap.listing.query import SearchQuery

BRUTE_WARDS = 40
Result = TypeVar("Result")


class Figure(NamedTuple):
    """One line of the table: what was done, the seconds it took, and what it is compared with."""

    what: str
    seconds: float
    against: str = ""


def main() -> None:
    """Run every case that the machine has the data for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--england", type=Path, default=CHECKOUT.parent / "shared/data/england")
    parser.add_argument("--services", type=int, default=1_000_000)
    asked = parser.parse_args()
    print("| case | seconds | against |\n|---|---|---|")
    run(kent, "libraries")
    run(kent, None)
    if (asked.england / "postcodes.parquet").exists():
        run(england, asked.england, asked.services, 1)
        run(england, asked.england, asked.services, None)
    else:
        sys.exit(
            f"England is left out: {asked.england} holds no postcodes.parquet. Say where with --england."
        )


def run(case: Callable[..., list[Figure]], *arguments: object) -> None:
    """Run a case in a fresh process and print its figures and the memory it came to."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        figures, peak_mb = pool.apply(measured, (case, arguments))
    for figure in figures:
        print(f"| {figure.what} | {figure.seconds:.3f} | {figure.against} |")
    print(f"| … peak memory of the process | {peak_mb:,.0f} MB | |", flush=True)


def measured(case: Callable[..., list[Figure]], arguments: tuple[object, ...]) -> tuple[list[Figure], float]:
    """A case's figures, with the most memory that its process held."""
    figures = case(*arguments)
    return figures, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(do: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds that something took, and what came of it."""
    start = time.perf_counter()
    result = do()
    return time.perf_counter() - start, result


def categories() -> Categories:
    """The categories of the pack."""
    return load_categories(Settings.from_environment().data_dir / "taxonomy" / "categories.toml")


def kent(slug: str | None) -> list[Figure]:
    """The answer to a web request: the first of a process, later ones, and one that was asked before."""
    query = SearchQuery(category=(slug,) if slug else ())
    tree = categories()
    with open_engine(Settings.from_environment(), role="web") as engine, engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        wanted = report.choose_categories(tree, query.category)
        name = f"Kent, {slug or f'all {len(wanted)} categories'}"
        first, table = timed(lambda: report.report_gaps(connection, query, tree))
        again = min(
            timed(partial(report.report_gaps, connection, query, tree, reach))[0]
            for reach in range(1590, 1600)
        )
        kept, _ = timed(lambda: report.report_gaps(connection, query, tree))
        demand = load_demand(connection)
        supply = load_supply(
            connection, query, [category.slug for category in wanted], demand, DEFAULT_REACH_M
        )
    compute, _ = timed(lambda: find_gaps(demand, supply, wanted))
    brute, _ = timed(lambda: brute_force(demand, supply, range(len(demand.wards))))
    held = f"{len(table.wards)} wards, {demand.residents.size:,} points, {supply.x.size:,} places"
    return [
        Figure(f"{name}: first request of a process", first, held),
        Figure(f"{name}: residents known, services loaded and measured", again),
        Figure(f"{name}: asked before", kept),
        Figure(
            f"{name}: the arrays alone",
            compute,
            f"{brute / compute:.0f} times as fast as brute force",
        ),
    ]


def england(folder: Path, n_services: int, n_categories: int | None) -> list[Figure]:
    """All of England from files: the whole table, and its two loops against k-d trees and brute force."""
    wanted = list(categories())[:n_categories]
    name = f"England, {'one category' if n_categories == 1 else f'all {len(wanted)} categories'}"
    build, demand = timed(lambda: england_demand(folder))
    # A category of its own share of the services, however many categories are measured.
    supply = invent(demand, n_services // (len(categories()) // len(wanted)), wanted)
    whole, table = timed(lambda: find_gaps(demand, supply, wanted))
    chosen, _ = next(supply.by_category())
    ours, found = timed(lambda: nearest_m(demand, supply, chosen))
    theirs, expected = timed(lambda: k_d_tree(demand, supply, chosen))
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    reach, _ = timed(lambda: services_within_reach(demand, supply, DEFAULT_REACH_M))
    sample = np.random.default_rng(1).choice(len(demand.wards), BRUTE_WARDS, replace=False).tolist()
    brute, counts = timed(lambda: brute_force(demand, supply, sample))
    np.testing.assert_array_equal(table.services_within_reach[sample].sum(axis=1), counts)
    brute *= len(demand.wards) / len(sample)
    held = f"{len(table.wards):,} wards, {demand.residents.size:,} points, {supply.x.size:,} places"
    return [
        Figure(f"{name}: demand points from arrays", build, held),
        Figure(
            f"{name}: the whole table",
            whole,
            f"{brute / whole:.0f} times as fast as brute force, by {len(sample)} wards",
        ),
        Figure(
            f"{name}: nearest, one category", ours, f"{theirs / ours:.1f} times as fast as cKDTree on 2 cores"
        ),
        Figure(f"{name}: services within reach of every ward", reach),
    ]


def k_d_tree(demand: Demand, supply: Supply, chosen: np.ndarray) -> np.ndarray:
    """The distance to the nearest place as scipy finds it, on both cores."""
    tree = cKDTree(np.column_stack([supply.x[chosen], supply.y[chosen]]))
    return np.asarray(tree.query(np.column_stack([demand.points.x, demand.points.y]), workers=2)[0])


def brute_force(demand: Demand, supply: Supply, wards: range | list[int]) -> list[int]:
    """Every distance from every point of some wards to every place; how often a category is within reach."""
    start, _ = supply.service_categories
    many = np.diff(start)[supply.place_service]
    counts = []
    for ward in wards:
        points = slice(demand.points.ward_start[ward], demand.points.ward_start[ward + 1])
        near = np.zeros(supply.x.size, np.bool_)
        for x, y in zip(demand.points.x[points], demand.points.y[points], strict=True):
            distance = np.sqrt((supply.x - x) ** 2 + (supply.y - y) ** 2)
            distance.min(initial=np.inf)
            near |= distance <= DEFAULT_REACH_M
        counts.append(int(many[near].sum()))
    return counts


def england_demand(folder: Path) -> Demand:
    """Residents of England's LSOAs at their postcodes."""
    columns = ["easting", "northing", "ward_code", "lsoa21", "positional_quality"]
    postcodes = pd.read_parquet(folder / "postcodes.parquet", columns=columns)
    figures = pd.read_parquet(folder / "lsoa_need.parquet")
    wards = pd.read_parquet(folder / "wards.parquet", columns=["WD25CD", "WD25NM", "LAD25CD", "LAD25NM"])
    wards = wards.sort_values("WD25CD")
    ward = pd.Index(wards["WD25CD"]).get_indexer(postcodes["ward_code"].astype("str"))
    lsoa = pd.Index(figures["lsoa21_code"]).get_indexer(postcodes["lsoa21"].astype("str"))
    used = (ward >= 0) & (lsoa >= 0) & (postcodes["positional_quality"] < 90).to_numpy()
    return build_demand(
        [
            Ward(code, name, lad, district, (lad,))
            for code, name, lad, district in wards.itertuples(index=False)
        ],
        Dwellings(
            postcodes["easting"].to_numpy(np.float64)[used],
            postcodes["northing"].to_numpy(np.float64)[used],
            ward[used].astype(np.int32),
            lsoa[used].astype(np.int32),
        ),
        figures["lsoa21_code"].tolist(),
        np.bincount(lsoa[used], minlength=len(figures)).astype(np.int32),
        [
            Measure(code, code, "people", code != "imd_score", figures[column].to_numpy(np.float64))
            for code, column in (
                ("residents", "pop_mid2022_total"),
                ("age_65_plus", "pop21_65plus"),
                ("imd_score", "imd_score"),
            )
        ],
    )


def invent(demand: Demand, count: int, wanted: list[Category]) -> Supply:
    """Services near where people live, one place each, of one category each; some ten times rarer."""
    random = np.random.default_rng(20_251_001)
    at = random.integers(0, demand.residents.size, count)
    weights = np.linspace(1, 10, len(wanted))
    return Supply(
        categories=tuple(category.slug for category in wanted),
        service_categories=(
            np.arange(count + 1, dtype=np.int32),
            random.choice(len(wanted), count, p=weights / weights.sum()).astype(np.int32),
        ),
        x=demand.points.x[at] + random.normal(0, 200, count),
        y=demand.points.y[at] + random.normal(0, 200, count),
        place_service=np.arange(count, dtype=np.int32),
        place_ward=demand.ward[at].copy(),
        place_limits=(np.zeros(count + 1, np.int32), np.zeros(0, np.int32)),
        visit_service=np.zeros(0, np.int32),
        visit_area=np.zeros(0, np.int32),
    )


if __name__ == "__main__":
    main()
