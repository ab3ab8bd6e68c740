"""Small towns laid out by hand, and services put where the answer is easy to see."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from assetmap.coverage.demand import Demand, Dwellings, Measure, Ward, build_demand
from assetmap.coverage.gaps import GapTable, find_gaps
from assetmap.coverage.supply import Provision, build_supply
from assetmap.directory.categories import Category

DISTRICT = "E07000114"
Home = tuple[float, float, str, str]


def category(slug: str, need: str = "residents", context: bool = False) -> Category:
    return Category(slug, slug.capitalize(), "group", "", (), need, context)


@pytest.fixture
def make_demand() -> Callable[..., Demand]:
    """Lay out homes as (x, y, ward, LSOA), with the residents of each LSOA."""

    def make(
        homes: Sequence[Home],
        residents: Mapping[str, float],
        wards: Sequence[str] = (),
        measures: Sequence[Measure] = (),
    ) -> Demand:
        names = sorted({home[2] for home in homes} | set(wards))
        lsoas = sorted(residents)
        lsoa = np.array([lsoas.index(home[3]) for home in homes], np.int32)
        return build_demand(
            [Ward(name, name.capitalize(), DISTRICT, "Thanet", (DISTRICT, "E10000016")) for name in names],
            Dwellings(
                x=np.array([home[0] for home in homes], np.float64),
                y=np.array([home[1] for home in homes], np.float64),
                ward=np.array([names.index(home[2]) for home in homes], np.int32),
                lsoa=lsoa,
            ),
            lsoas,
            np.bincount(lsoa, minlength=len(lsoas)).astype(np.int32),
            [
                Measure("residents", "Residents", "people", True, np.array([residents[c] for c in lsoas])),
                *measures,
            ],
        )

    return make


@pytest.fixture
def measure_gaps() -> Callable[..., GapTable]:
    """Measure the gaps that some rows of a listing leave; every row is `help` unless it says otherwise."""

    def measure(
        demand: Demand,
        rows: Sequence[Provision],
        *,
        categories: Sequence[str] = ("help",),
        reach_m: float = 1600,
    ) -> GapTable:
        supply = build_supply(rows, categories, demand)
        return find_gaps(demand, supply, [category(slug) for slug in categories], reach_m)

    return measure


@pytest.fixture
def place() -> Callable[..., Provision]:
    """A service at a place."""

    def make(x: float, y: float, *, service: Any = None, ward: str | None = None, **more: Any) -> Provision:
        identity = service if service is not None else ("at", x, y)
        return Provision(identity, x, y, ward, more.get("categories", ("help",)), more.get("serves", ()))

    return make


@pytest.fixture
def visit() -> Callable[..., Provision]:
    """A service that comes to the areas it names."""

    def make(*serves: str, service: Any = None, categories: Sequence[str] = ("help",)) -> Provision:
        return Provision(service or ("to", *serves), None, None, None, categories, serves)

    return make
