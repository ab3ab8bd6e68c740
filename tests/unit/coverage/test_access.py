"""The compiled loops against brute force on towns that nobody would lay out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from assetmap.coverage import kernel
from assetmap.coverage.access import nearest_m, services_for_area, services_inside, services_within_reach
from assetmap.coverage.demand import Demand, Dwellings, Measure, Ward, build_demand
from assetmap.coverage.supply import Provision, build_supply

DISTRICTS = ("E07000106", "E07000114")
CATEGORIES = ("debt", "food", "walks")
metres = st.floats(-3_000, 3_000).map(lambda value: round(value, 2))
point = st.tuples(metres, metres)


def town(points: list[tuple[float, float]], wards: int = 3, lsoas: int = 4) -> Demand:
    """Points dealt out to wards and LSOAs in turn."""
    x, y = np.array(points, np.float64).reshape(-1, 2).T
    number = np.arange(len(points), dtype=np.int32)
    lsoa = (number % lsoas).astype(np.int32)
    residents = np.arange(lsoas, dtype=np.float64) * 10
    return build_demand(
        [Ward(f"W{i}", f"W{i}", DISTRICTS[i % 2], "", (DISTRICTS[i % 2],)) for i in range(wards)],
        Dwellings(x, y, (number % wards).astype(np.int32), lsoa),
        [f"L{i}" for i in range(lsoas)],
        np.maximum(np.bincount(lsoa, minlength=lsoas), 1).astype(np.int32),
        [Measure("residents", "Residents", "people", True, residents)],
    )


def codes_at(demand: Demand, p: int) -> set[str]:
    code_of = {number: code for code, number in demand.area_position.items()}
    return {code_of[number] for number in demand.points.areas[p] if number >= 0}


def distance(demand: Demand, p: int, row: Provision) -> float:
    """From a point to a row's place if it may use it, by the definition."""
    assert row.x is not None
    assert row.y is not None
    if row.serves and not codes_at(demand, p) & set(row.serves):
        return np.inf
    return float(np.sqrt((demand.points.x[p] - row.x) ** 2 + (demand.points.y[p] - row.y) ** 2))


def usable(demand: Demand, p: int, row: Provision, reach_m: float) -> bool:
    if row.x is None:
        return bool(codes_at(demand, p) & set(row.serves))
    return distance(demand, p, row) <= reach_m


serves = st.lists(st.sampled_from(["W0", "W1", "L1", "L2", *DISTRICTS, "E99999999"]), max_size=2, unique=True)
CATEGORIES_OF = [(("debt",)), ("food", "walks"), ("walks",), ("debt", "food", "walks"), ("unasked",)]


@st.composite
def listings(draw: st.DrawFn) -> list[Provision]:
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        service = draw(st.integers(0, 4))
        x, y = draw(st.one_of(point, st.just((None, None))))
        ward = draw(st.sampled_from(["W0", "W1", "W9", None]))
        rows.append(Provision(service, x, y, ward, CATEGORIES_OF[service], draw(serves)))
    return rows


@settings(max_examples=150, deadline=None)
@given(st.lists(point, max_size=25), listings(), st.sampled_from([1.0, 250.0, 1_600.0, 50_000.0]))
def test_counts_and_distances_are_those_of_the_definition(
    points: list[tuple[float, float]], rows: list[Provision], reach_m: float
) -> None:
    demand = town(points)
    supply = build_supply(rows, CATEGORIES, demand)
    counted = services_within_reach(demand, supply, reach_m)
    inside, for_area = services_inside(demand, supply), services_for_area(demand, supply)
    for column, slug in enumerate(CATEGORIES):
        mine = [row for row in rows if slug in row.categories]
        for number, ward in enumerate(demand.wards):
            lived_in = np.flatnonzero((demand.ward == number) & (demand.residents > 0)).tolist()
            reached = {row.service for row in mine for p in lived_in if usable(demand, p, row, reach_m)}
            assert counted[number, column] == len(reached)
            visiting = [row for row in mine if row.x is None]
            served = {row.service for row in visiting for p in lived_in if usable(demand, p, row, reach_m)}
            assert for_area[number, column] == len(served)
            assert inside[number, column] == len(
                {row.service for row in mine if row.x is not None and row.ward_code == ward.code}
            )
    for (chosen, _), slug in zip(supply.by_category(), CATEGORIES, strict=True):
        places = [row for row in rows if slug in row.categories and row.x is not None]
        expected = [
            min((distance(demand, p, row) for row in places), default=np.inf) for p in range(len(points))
        ]
        # The compiled kernel may round the last bit otherwise.
        assert nearest_m(demand, supply, chosen).tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("n_places", [1, 2, 40, 5_000])
@pytest.mark.parametrize("shape", ["spread", "clustered", "on a line", "one spot"])
def test_the_nearest_is_that_of_a_k_d_tree(n_places: int, shape: str) -> None:
    random = np.random.default_rng(20_251_001)
    homes = random.uniform(0, 100_000, (2_000, 2))
    places = random.uniform(30_000, 60_000, (n_places, 2))
    if shape == "clustered":
        places = homes[random.integers(0, 5, n_places)] + random.normal(0, 50, (n_places, 2))
    if shape == "on a line":
        places[:, 1] = 40_000
    if shape == "one spot":
        places[:] = 40_000
    demand = town([(x, y) for x, y in homes.tolist()])
    rows = [Provision(i, x, y, None, ("food",), ()) for i, (x, y) in enumerate(places.tolist())]
    found = nearest_m(demand, build_supply(rows, ["food"], demand), np.ones(n_places, np.bool_))
    expected, _ = cKDTree(places).query(np.column_stack([demand.points.x, demand.points.y]))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_nothing_is_left_to_compile_when_the_first_question_comes() -> None:
    # A loop with its types given is compiled at import and never again, whatever it is called with.
    for loop, arguments in ((kernel.nearest, 4), (kernel.reached, 5)):
        assert len(loop.signatures) == 1  # type: ignore[attr-defined]
        with pytest.raises(TypeError, match="No matching definition"):
            loop(*range(arguments))
