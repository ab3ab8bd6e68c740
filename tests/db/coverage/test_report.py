"""The gaps of a query, on a real database."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, text

from assetmap.coverage import load
from assetmap.coverage.gaps import Gap
from assetmap.coverage.load import load_demand
from assetmap.coverage.report import choose_categories, report_gaps
from assetmap.directory.categories import Categories
from assetmap.errors import InvalidQuery, NotFound
from assetmap.listing.query import SearchQuery

ABBEY, BEACH, CLIFF = "E05000001", "E05000002", "E05000003"
COAST, INLAND, COUNTY = "E07000001", "E07000002", "E10000001"
LSOA_2 = "E01000002"
Gaps = Callable[..., Mapping[str, Gap]]
List = Callable[..., None]


@pytest.fixture
def gaps_of(coast: Connection, needs: Categories) -> Gaps:
    """Find the gaps of a query on the coast, by the name of the ward."""

    def find(category: str = "food-banks", **fields: Any) -> dict[str, Gap]:
        query = SearchQuery(category=(category,)).replace(**fields)
        return {row.ward.name: row for row in report_gaps(coast, query, needs).rows()}

    return find


def test_residents_stand_at_their_postcodes_and_add_up(coast: Connection) -> None:
    demand = load_demand(coast)
    assert [ward.name for ward in demand.wards] == ["Abbey", "Beach", "Cliff"]
    assert demand.ward_residents.tolist() == [300, 100, 70]
    assert demand.figures["age_65_plus"].tolist() == [70, 30, 10]
    # Cliff: 50 residents at 0.2 and 20 at 0.9.
    assert demand.figures["income_score"].tolist() == pytest.approx([(200 * 0.1 + 100 * 0.3) / 300, 0.1, 0.4])


def test_an_lsoa_without_postcodes_stands_at_its_middle_and_says_so(
    coast: Connection, gaps_of: Gaps, listed: List
) -> None:
    demand = load_demand(coast)
    assert (demand.points.x[-1], demand.points.y[-1]) == (630_050, 160_100)
    (note,) = demand.notes
    assert note.startswith("1 of 4 LSOAs have no postcode in use")
    listed(coast, "food-banks", at=(630_050, 160_100))
    assert gaps_of()["Cliff"].share_without == pytest.approx(50 / 70)


@pytest.mark.parametrize(
    ("fields", "wards"),
    [
        ({"district": "coast"}, {"Abbey", "Beach"}),
        ({"district": INLAND}, {"Cliff"}),
        ({"district": "Shire"}, {"Abbey", "Beach", "Cliff"}),
        ({"ward": BEACH}, {"Beach"}),
        ({}, {"Abbey", "Beach", "Cliff"}),
    ],
)
def test_a_query_chooses_its_wards(fields: dict[str, str], wards: set[str], gaps_of: Gaps) -> None:
    assert set(gaps_of(**fields)) == wards


def test_a_part_of_the_county_has_the_same_residents_as_in_the_whole(gaps_of: Gaps) -> None:
    # Beach holds a third of an LSOA whose other postcodes are not among those asked for.
    assert gaps_of(ward=BEACH)["Beach"].residents == gaps_of()["Beach"].residents == 100


def test_a_place_counts_for_its_ward_and_for_those_within_reach(
    coast: Connection, gaps_of: Gaps, listed: List
) -> None:
    listed(coast, "food-banks", at=(600_000, 160_000), ward=ABBEY)
    listed(coast, "lunch-clubs", at=(604_000, 160_000), ward=BEACH)
    rows = gaps_of()
    abbey, beach, cliff = rows["Abbey"], rows["Beach"], rows["Cliff"]
    assert (abbey.services_in_ward, abbey.services_within_reach, abbey.status) == (1, 1, "covered")
    # A hundred at 0 m, a hundred at 500 m, a hundred at 1,000 m.
    assert abbey.nearest_m == 500
    assert (beach.status, beach.nearest_m, beach.share_without) == ("none", 4000, 1)
    assert cliff.nearest_m == pytest.approx((50 * 20_000 + 20 * math.hypot(30_050, 100)) / 70)
    assert abbey.need == pytest.approx(0.5 / 3)


def test_a_service_across_the_border_of_the_district_counts(
    coast: Connection, gaps_of: Gaps, listed: List
) -> None:
    listed(coast, "food-banks", at=(604_000, 161_600), ward=CLIFF)
    beach = gaps_of(district="Coast")["Beach"]
    assert (beach.services_in_ward, beach.services_within_reach, beach.nearest_m) == (0, 1, 1600)


@pytest.mark.parametrize(
    ("serves", "covered"),
    [
        ((COAST,), {"Abbey", "Beach"}),
        ((COUNTY,), {"Abbey", "Beach", "Cliff"}),
        ((BEACH, CLIFF), {"Beach", "Cliff"}),
        ((LSOA_2,), {"Abbey"}),
        ((), set()),
    ],
)
def test_a_service_without_a_place_covers_the_areas_it_names(
    coast: Connection, serves: Sequence[str], covered: set[str], gaps_of: Gaps, listed: List
) -> None:
    # A confidential one is listed so too: with its district, and no point.
    listed(coast, "food-banks", serves=serves)
    rows = gaps_of()
    assert {name for name, row in rows.items() if row.services_within_reach} == covered
    assert all(row.services_in_ward == 0 and math.isnan(row.nearest_m) for row in rows.values())


@pytest.mark.parametrize(
    ("facets", "within_reach"),
    [([], 1), (["=how/at-home"], 1), (["=how/in-person", "=how/at-home"], 1), (["=how/in-person"], 0)],
)
def test_a_service_to_go_to_covers_nobody_while_its_place_is_unknown(
    coast: Connection, facets: Sequence[str], within_reach: int, gaps_of: Gaps, listed: List
) -> None:
    listed(coast, "food-banks", serves=[COUNTY], facets=facets)
    assert {row.services_within_reach for row in gaps_of().values()} == {within_reach}


def test_a_confidential_place_covers_the_district_it_is_published_with(
    coast: Connection, gaps_of: Gaps, listed: List
) -> None:
    listed(coast, "food-banks", serves=[COAST], facets=["=how/in-person"])
    coast.execute(text("UPDATE listing SET card = '{\"confidential\": true}'"))
    assert {name for name, row in gaps_of().items() if row.services_within_reach} == {"Abbey", "Beach"}


def test_a_remote_service_never_counts(coast: Connection, gaps_of: Gaps, listed: List) -> None:
    listed(coast, "food-banks", group="remote", serves=[COUNTY], facets=["=how/online"])
    assert {row.status for row in gaps_of().values()} == {"none"}


def test_a_place_for_one_area_is_no_use_to_people_outside_it(
    coast: Connection, gaps_of: Gaps, listed: List
) -> None:
    listed(coast, "food-banks", at=(600_000, 160_000), ward=ABBEY, serves=[LSOA_2])
    row = gaps_of()["Abbey"]
    assert (row.services_in_ward, row.services_within_reach) == (1, 1)
    assert row.share_without == pytest.approx(2 / 3)
    assert row.nearest_m == 1000


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"free": True}, "covered"),
        ({"day": ("saturday",)}, "covered"),
        ({"day": ("sunday",)}, "none"),
        ({"day": ("saturday",), "part": ("morning",), "free": True}, "covered"),
        ({"part": ("evening",)}, "none"),
        ({"step_free": True}, "none"),
        ({"age": 17}, "none"),
        ({"age": 18}, "covered"),
        ({"delivery": ("in-person",), "joining": ("self-referral",)}, "covered"),
        ({"joining": ("gp",)}, "none"),
        ({"q": "yoga", "radius_m": 100}, "covered"),
    ],
)
def test_the_filters_of_a_search_apply_to_the_gap(
    coast: Connection, fields: dict[str, Any], status: str, gaps_of: Gaps, listed: List
) -> None:
    facets = ["=cost/free", "=when/sa", "=when/am", "=when/sa-am", "=how/in-person", "=join/self-referral"]
    listed(coast, "food-banks", at=(600_000, 160_000), facets=facets, ages=(18, None))
    assert gaps_of(**fields)["Abbey"].status == status


def test_all_categories_come_in_one_table_with_context_marked(
    coast: Connection, listed: List, needs: Categories
) -> None:
    listed(coast, "gp-surgeries", at=(600_000, 160_000))
    listed(coast, "lunch-clubs", serves=[COUNTY])
    table = report_gaps(coast, SearchQuery(district="Coast"), needs)
    assert [(row.category.slug, row.category.context, row.ward.name, row.status) for row in table.rows()] == [
        ("food-banks", False, "Abbey", "none"),
        ("food-banks", False, "Beach", "none"),
        ("lunch-clubs", False, "Abbey", "covered"),
        ("lunch-clubs", False, "Beach", "covered"),
        ("gp-surgeries", True, "Beach", "none"),
        ("gp-surgeries", True, "Abbey", "covered"),
    ]
    assert [(row.ward.name, row.none, row.covered, row.missing) for row in table.summary()] == [
        ("Abbey", 1, 1, ("food-banks",)),
        ("Beach", 1, 1, ("food-banks",)),
    ]


def test_the_slug_of_a_group_means_its_categories(needs: Categories) -> None:
    assert [leaf.slug for leaf in choose_categories(needs, ["food", "lunch-clubs"])] == [
        "food-banks",
        "lunch-clubs",
    ]
    with pytest.raises(NotFound, match="'lunch-clob'"):
        choose_categories(needs, ["lunch-clob"])


def test_what_cannot_be_answered_says_why(coast: Connection, gaps_of: Gaps, needs: Categories) -> None:
    with pytest.raises(NotFound, match="no district or county 'Atlantis'"):
        gaps_of(district="Atlantis")
    with pytest.raises(NotFound, match="no ward"):
        gaps_of(ward="E05999999")
    with pytest.raises(InvalidQuery, match="from 100 to 30000"):
        report_gaps(coast, SearchQuery(), needs, reach_m=99)


def test_an_empty_database_says_what_to_load(connection: Connection, needs: Categories) -> None:
    with pytest.raises(NotFound) as failure:
        report_gaps(connection, SearchQuery(), needs)
    assert "geography load" in str(failure.value.hint)


def test_wards_without_figures_of_residents_say_what_to_load(coast: Connection, gaps_of: Gaps) -> None:
    coast.execute(text("DELETE FROM measure WHERE code = 'residents'"))
    with pytest.raises(NotFound, match="how many people live there"):
        gaps_of()


def test_a_large_listing_is_read_piece_by_piece_with_the_same_answer(
    coast: Connection, needs: Categories, listed: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(coast, "food-banks", at=(604_000, 161_000), ward=BEACH)
    listed(coast, "food-banks", at=(603_000, 190_000))
    listed(coast, "lunch-clubs", at=(600_000, 261_000))
    listed(coast, "lunch-clubs", at=(601_000, 262_000), serves=[BEACH])
    listed(coast, "lunch-clubs", at=(600_000, 540_000), serves=[CLIFF])
    listed(coast, "gp-surgeries", at=(380_000, 400_000))
    listed(coast, "gp-surgeries", serves=[CLIFF])
    whole = report_gaps(coast, SearchQuery(), needs)
    monkeypatch.setattr(load, "MANY", 2)
    for query in (SearchQuery(), SearchQuery(district=COAST), SearchQuery(ward=CLIFF)):
        table = report_gaps(coast, query, needs)
        kept = [whole.wards.index(ward) for ward in table.wards]
        np.testing.assert_array_equal(table.nearest_m, whole.nearest_m[kept])
        np.testing.assert_array_equal(table.services_within_reach, whole.services_within_reach[kept])
        np.testing.assert_array_equal(table.services_in_ward, whole.services_in_ward[kept])
        np.testing.assert_array_equal(table.share_without, whole.share_without[kept])
