"""Coverage of the whole pack, against PostGIS and against totals that are published."""

import pytest
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.coverage.load import load_demand
from assetmap.coverage.report import report_gaps
from assetmap.directory.categories import Categories, load_categories
from assetmap.listing.query import SearchQuery

# The share of Thanet's residents with no place of a category within reach, ward by ward, said by PostGIS.
BY_POSTGIS = text("""
WITH share AS (
    SELECT lsoa_code, 1.0 / count(*) AS of_lsoa FROM postcode WHERE live GROUP BY lsoa_code
),
home AS (
    SELECT postcode.ward_code, postcode.point, figure.value * share.of_lsoa AS residents
    FROM postcode
    JOIN share ON share.lsoa_code = postcode.lsoa_code
    JOIN population_figure AS figure
        ON figure.area_code = postcode.lsoa_code AND figure.measure_code = 'residents'
    WHERE postcode.live AND postcode.district_code = 'E07000114'
),
place AS (
    SELECT point FROM listing WHERE listing_group = 'place' AND serves = '{}' AND :category = ANY (categories)
),
near AS (
    SELECT home.*, (SELECT min(ST_Distance(place.point, home.point)) FROM place) AS nearest_m FROM home
)
SELECT ward_code,
       (coalesce(sum(residents) FILTER (WHERE nearest_m > :reach_m), 0) / sum(residents))::float8
           AS share_without,
       (sum(residents * nearest_m::numeric) / sum(residents))::float8 AS nearest_m
FROM near
GROUP BY ward_code
""")


@pytest.fixture(scope="module")
def needs() -> Categories:
    """The categories of the pack."""
    return load_categories(Settings().data_dir / "taxonomy" / "categories.toml")


def test_the_residents_of_kents_wards_add_up_to_those_of_its_lsoas(kent_connection: Connection) -> None:
    demand = load_demand(kent_connection)
    total = text("SELECT sum(value)::float8 FROM population_figure WHERE measure_code = :code")
    assert len(demand.wards) == 279
    assert (demand.ward_residents > 0).all()
    assert demand.notes == ()
    for code in ("residents", "age_65_plus", "disabled"):
        published = kent_connection.execute(total, {"code": code}).scalar_one()
        assert demand.figures[code].sum() == pytest.approx(published, abs=1e-6)
    assert demand.ward_residents.sum() == pytest.approx(1_875_893, abs=1e-6)


def test_thanet_has_its_23_wards(kent_connection: Connection, needs: Categories) -> None:
    table = report_gaps(kent_connection, SearchQuery(district="thanet"), needs)
    assert [ward.code for ward in table.wards] == [f"E0500{number}" for number in range(5081, 5104)]
    assert table.residents.sum() == pytest.approx(140_689, abs=1e-6)


@pytest.mark.parametrize(("category", "reach_m"), [("libraries", 1600), ("gp-surgeries", 800)])
def test_thanets_distances_are_those_of_postgis(
    kent_connection: Connection, needs: Categories, category: str, reach_m: int
) -> None:
    expected = {
        row.ward_code: row
        for row in kent_connection.execute(BY_POSTGIS, {"category": category, "reach_m": reach_m})
    }
    query = SearchQuery(category=(category,), district="E07000114")
    rows = report_gaps(kent_connection, query, needs, reach_m).rows()
    assert len(rows) == len(expected) == 23
    for row in rows:
        assert row.share_without == pytest.approx(expected[row.ward.code].share_without, abs=1e-9)
        assert row.nearest_m == pytest.approx(expected[row.ward.code].nearest_m)


def test_a_gap_in_thanet_is_found_and_said(kent_connection: Connection, needs: Categories) -> None:
    table = report_gaps(kent_connection, SearchQuery(district="Thanet"), needs)
    summary = table.summary()
    context = sum(category.context for category in needs)
    assert all(row.none + row.thin + row.covered == len(needs) - context for row in summary)
    assert summary[0].none > summary[-1].none > 0
    rows = table.rows()
    assert {"none", "thin", "covered"} == {row.status for row in rows}
    missing = {(row.ward.code, row.category.slug) for row in rows if row.status == "none"}
    assert {(row.ward.code, slug) for row in summary for slug in row.missing} <= missing
