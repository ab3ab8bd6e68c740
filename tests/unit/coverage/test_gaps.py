"""Gaps against answers worked out by hand."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from assetmap.coverage.demand import Demand, Measure
from assetmap.coverage.gaps import STATUSES, Gap, GapTable, find_gaps, status_of
from assetmap.coverage.supply import Provision, build_supply
from assetmap.directory.categories import Category

SQUARE = [(float(x), float(y), "abbey", "L1") for x in range(5, 1000, 10) for y in range(5, 1000, 10)]


def only(table: GapTable) -> Gap:
    (row,) = table.rows()
    return row


def test_a_circle_in_a_square(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    # 10,000 homes fill a square of a kilometre; a circle of 400 m round its centre holds pi * 0.16 of it.
    row = only(
        measure_gaps(make_demand(SQUARE, {"L1": 10_000}), [place(500, 500, ward="abbey")], reach_m=400)
    )
    assert row.residents == pytest.approx(10_000)
    assert row.share_without == pytest.approx(1 - math.pi * 0.16, abs=0.002)
    # The mean distance from the centre of a square of side 1 is (sqrt 2 + asinh 1) / 6.
    assert row.nearest_m == pytest.approx(1000 * (math.sqrt(2) + math.asinh(1)) / 6, rel=0.001)
    assert (row.services_in_ward, row.services_within_reach, row.status) == (1, 1, "thin")


def test_one_service_and_three_homes(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    homes = [(0, 0, "abbey", "L1"), (300, 400, "abbey", "L1"), (6000, 8000, "abbey", "L1")]
    row = only(measure_gaps(make_demand(homes, {"L1": 300}), [place(0, 0, ward="abbey")]))
    assert row.nearest_m == pytest.approx((0 + 500 + 10_000) / 3)
    assert row.share_without == pytest.approx(1 / 3)


def test_no_service_at_all(make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable]) -> None:
    row = only(measure_gaps(make_demand([(0, 0, "abbey", "L1")], {"L1": 50}), []))
    assert (row.services_in_ward, row.services_within_reach, row.share_without) == (0, 0, 1.0)
    assert math.isnan(row.nearest_m)
    assert row.status == "none"


@pytest.mark.parametrize(("reach_m", "status"), [(500, "covered"), (499.999, "none")])
def test_a_place_exactly_at_reach_counts(
    make_demand: Callable[..., Demand],
    measure_gaps: Callable[..., GapTable],
    place: Callable[..., Provision],
    reach_m: float,
    status: str,
) -> None:
    demand = make_demand([(600_000, 160_000, "abbey", "L1")], {"L1": 50})
    row = only(measure_gaps(demand, [place(600_300, 160_400)], reach_m=reach_m))
    assert (row.status, row.nearest_m) == (status, 500)


def test_a_distance_that_is_no_whole_number_is_at_its_own_reach(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    demand = make_demand([(0.1, 0.7, "abbey", "L1")], {"L1": 50})
    reach_m = math.sqrt((0.1 - 77.3) ** 2 + (0.7 - 5.9) ** 2)
    row = only(measure_gaps(demand, [place(77.3, 5.9)], reach_m=reach_m))
    assert (row.services_within_reach, row.share_without) == (1, 0.0)


def test_an_lsoa_that_two_wards_share_gives_each_its_postcodes(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    homes = [(0, 0, "abbey", "L1"), (10, 0, "abbey", "L1"), (20, 0, "abbey", "L1"), (9000, 0, "beach", "L1")]
    demand = make_demand(homes, {"L1": 1600})
    rows = {row.ward.code: row for row in measure_gaps(demand, [place(10, 0)]).rows()}
    assert (rows["abbey"].residents, rows["beach"].residents) == (1200, 400)
    assert (rows["abbey"].status, rows["beach"].status) == ("covered", "none")


def test_a_ward_where_nobody_lives(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    demand = make_demand([(0, 0, "abbey", "L1"), (1, 0, "heath", "L2")], {"L1": 10, "L2": 0}, wards=["quay"])
    rows = {row.ward.code: row for row in measure_gaps(demand, [place(0, 0, ward="heath")]).rows()}
    assert set(rows) == {"abbey", "heath", "quay"}
    for ward in ("heath", "quay"):
        assert rows[ward].residents == 0
        assert math.isnan(rows[ward].share_without)
        assert math.isnan(rows[ward].nearest_m)
        assert (rows[ward].services_within_reach, rows[ward].status) == (0, "none")
    assert rows["heath"].services_in_ward == 1


def test_a_service_across_the_border_counts_within_reach_and_not_in_the_ward(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    row = only(
        measure_gaps(make_demand([(0, 0, "abbey", "L1")], {"L1": 1}), [place(900, 0, ward="elsewhere")])
    )
    assert (row.services_in_ward, row.services_within_reach, row.status) == (0, 1, "covered")


@pytest.mark.parametrize(
    ("serves", "statuses"),
    [
        ("abbey", {"abbey": "covered", "beach": "none"}),
        ("L2", {"abbey": "none", "beach": "thin"}),
        ("E07000114", {"abbey": "covered", "beach": "covered"}),
        ("E10000016", {"abbey": "covered", "beach": "covered"}),
        ("E07000106", {"abbey": "none", "beach": "none"}),
    ],
)
def test_a_service_that_comes_to_an_area_covers_it(
    make_demand: Callable[..., Demand],
    measure_gaps: Callable[..., GapTable],
    visit: Callable[..., Provision],
    serves: str,
    statuses: dict[str, str],
) -> None:
    homes = [(0, 0, "abbey", "L1"), (1000, 0, "beach", "L1"), (1100, 0, "beach", "L2")]
    table = measure_gaps(make_demand(homes, {"L1": 2, "L2": 1}), [visit(serves)])
    assert {row.ward.code: row.status for row in table.rows()} == statuses
    for row in table.rows():
        assert row.services_within_reach == (0 if row.status == "none" else 1)
        assert row.services_in_ward == 0
        assert math.isnan(row.nearest_m)


def test_a_service_that_names_no_area_covers_nobody(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], visit: Callable[..., Provision]
) -> None:
    row = only(measure_gaps(make_demand([(0, 0, "abbey", "L1")], {"L1": 1}), [visit(service="vague")]))
    assert row.status == "none"


def test_a_place_for_people_of_one_area_is_no_use_to_others(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    homes = [(0, 0, "abbey", "L1"), (100, 0, "beach", "L2")]
    demand = make_demand(homes, {"L1": 1, "L2": 1})
    table = measure_gaps(demand, [place(100, 0, serves=["abbey"]), place(5000, 0, serves=["beach", "E0"])])
    rows = {row.ward.code: row for row in table.rows()}
    assert (rows["abbey"].nearest_m, rows["abbey"].status) == (100, "covered")
    assert (rows["beach"].nearest_m, rows["beach"].services_within_reach) == (4900, 0)


def test_a_place_for_an_area_where_nobody_asked_lives_is_no_use_here(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    row = only(
        measure_gaps(make_demand([(0, 0, "abbey", "L1")], {"L1": 1}), [place(0, 0, serves=["E07000106"])])
    )
    assert (row.services_within_reach, row.share_without) == (0, 1.0)
    assert math.isnan(row.nearest_m)


def test_one_service_counts_once_whatever_its_places_and_visits(
    make_demand: Callable[..., Demand],
    measure_gaps: Callable[..., GapTable],
    place: Callable[..., Provision],
    visit: Callable[..., Provision],
) -> None:
    demand = make_demand([(0, 0, "abbey", "L1")], {"L1": 1})
    rows = [
        place(10, 0, service=7, ward="abbey"),
        place(20, 0, service=7, ward="abbey"),
        visit("abbey", "E07000114", service=7),
        place(30, 0, service=8, ward="abbey"),
    ]
    row = only(measure_gaps(demand, rows))
    assert (row.services_in_ward, row.services_within_reach, row.services_for_area) == (2, 2, 1)


def test_each_category_has_its_own_answer_and_order(
    make_demand: Callable[..., Demand],
    measure_gaps: Callable[..., GapTable],
    place: Callable[..., Provision],
    visit: Callable[..., Provision],
) -> None:
    homes = [(0, 0, "abbey", "L1"), (5000, 0, "beach", "L2")]
    demand = make_demand(homes, {"L1": 10, "L2": 20})
    rows = [
        place(0, 0, categories=("walks", "food"), ward="abbey"),
        place(5000, 0, categories=("food", "unasked"), ward="beach"),
        place(0, 0, service="other", categories=("unasked",), ward="abbey"),
        visit("abbey", categories=("debt",)),
    ]
    table = measure_gaps(demand, rows, categories=("debt", "food", "walks", "dance"))
    assert [
        (row.category.slug, row.ward.code, row.status, row.services_within_reach) for row in table.rows()
    ] == [
        ("debt", "beach", "none", 0),
        ("debt", "abbey", "covered", 1),
        ("food", "beach", "covered", 1),
        ("food", "abbey", "covered", 1),
        ("walks", "beach", "none", 0),
        ("walks", "abbey", "covered", 1),
        ("dance", "beach", "none", 0),
        ("dance", "abbey", "none", 0),
    ]


def test_wards_come_with_none_first_then_most_left_out_then_most_residents(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    far, near = 9000.0, 0.0
    homes = [
        *[(near, 0.0, "covered", "A")] * 4,
        *[(near, 0.0, "half", "B"), (far, 0.0, "half", "B")],
        *[(near, 0.0, "third", "C"), (near, 0.0, "third", "C"), (far, 0.0, "third", "C")],
        (far, 1.0, "small", "D"),
        (far, 2.0, "large", "E"),
        (far, 3.0, "twin", "F"),
    ]
    demand = make_demand(homes, {"A": 9, "B": 9, "C": 9, "D": 1, "E": 5, "F": 5})
    order = [row.ward.code for row in measure_gaps(demand, [place(0, 0)]).rows()]
    assert order == ["large", "twin", "small", "half", "third", "covered"]


def test_a_quarter_left_out_is_still_covered(
    make_demand: Callable[..., Demand], measure_gaps: Callable[..., GapTable], place: Callable[..., Provision]
) -> None:
    # Thirds of a resident add up to a hair more than a quarter in floating point.
    homes = [(9000.0, 0.0, "abbey", "L1")] * 3 + [(0.0, 0.0, "abbey", "L1")] * 9
    row = only(measure_gaps(make_demand(homes, {"L1": 0.7}), [place(0, 0)]))
    assert row.status == "covered"
    homes.append((9000.0, 0.0, "abbey", "L1"))
    assert only(measure_gaps(make_demand(homes, {"L1": 0.7}), [place(0, 0)])).status == "thin"


def test_the_words_follow_the_definition() -> None:
    within = np.array([0, 0, 1, 1, 1])
    without = np.array([1.0, np.nan, 0.99, 0.26, 0.25])
    assert [STATUSES[i] for i in status_of(within, without)] == ["none", "none", "thin", "thin", "covered"]


def test_need_adds_counts_and_weighs_scores_by_residents(make_demand: Callable[..., Demand]) -> None:
    homes = [(0, 0, "abbey", "L1"), (0, 0, "beach", "L1"), (0, 0, "beach", "L2")]
    measures = [
        Measure("age_65_plus", "65 and over", "people", True, np.array([40.0, 30.0])),
        Measure("health_score", "Health", "score", False, np.array([1.0, -0.5])),
        Measure("lonely_pct", "Lonely", "%", False, np.array([np.nan, 20.0])),
    ]
    demand = make_demand(homes, {"L1": 200, "L2": 300}, measures=measures)
    assert demand.figures["age_65_plus"].tolist() == [20, 50]
    # Beach: 100 residents at 1.0 and 300 at -0.5.
    assert demand.figures["health_score"].tolist() == [1.0, -0.125]
    assert np.array_equal(demand.figures["lonely_pct"], [np.nan, 20.0], equal_nan=True)


def test_a_row_carries_the_need_of_its_category(make_demand: Callable[..., Demand]) -> None:
    demand = make_demand([(0, 0, "abbey", "L1")], {"L1": 80})
    categories = [
        Category(slug, slug, "g", "", (), need) for slug, need in (("a", "residents"), ("b", "unknown"))
    ]
    needs = [row.need for row in find_gaps(demand, build_supply([], ["a", "b"], demand), categories).rows()]
    assert needs[0] == 80
    assert math.isnan(needs[1])


def test_the_summary_says_what_each_ward_lacks_and_leaves_context_out(
    make_demand: Callable[..., Demand], place: Callable[..., Provision]
) -> None:
    homes = [(0, 0, "abbey", "L1"), (9000, 0, "beach", "L2"), (9000, 0, "cliff", "L2")]
    demand = make_demand(homes, {"L1": 1, "L2": 2})
    categories = [
        Category(slug, slug, "g", "", (), "residents", context=slug == "gp")
        for slug in ("walks", "gp", "food")
    ]
    rows = [
        place(0, 0, service=1, categories=("walks",)),
        place(9000, 0, service=2, categories=("food",)),
    ]
    table = find_gaps(demand, build_supply(rows, ["walks", "gp", "food"], demand), categories)
    assert [(row.ward.code, row.none, row.thin, row.covered, row.missing) for row in table.summary()] == [
        ("abbey", 1, 0, 1, ("food",)),
        ("beach", 1, 0, 1, ("walks",)),
        ("cliff", 1, 0, 1, ("walks",)),
    ]


def test_a_supply_for_other_categories_is_refused(make_demand: Callable[..., Demand]) -> None:
    demand = make_demand([(0, 0, "abbey", "L1")], {"L1": 1})
    with pytest.raises(ValueError, match="not those"):
        find_gaps(demand, build_supply([], ["a"], demand), [Category("b", "b", "g", "", (), "residents")])
