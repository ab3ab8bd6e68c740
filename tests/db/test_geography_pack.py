"""The embedded pack in the database: every area, postcode and figure, and what belongs to what."""

from typing import Any

import pytest
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.geography.load import load

DATA = Settings().data_dir


def one(connection: Connection, query: str, **values: Any) -> Any:
    return connection.execute(text(query), values).scalar_one()


def pairs(connection: Connection, query: str) -> dict[Any, Any]:
    return {row[0]: row[1] for row in connection.execute(text(query))}


def test_every_area_has_its_boundary_and_vintage(kent_connection: Connection) -> None:
    counts = pairs(
        kent_connection, "SELECT kind, count(*) FROM area WHERE boundary IS NOT NULL GROUP BY kind"
    )
    assert counts == {"ward": 279, "district": 13, "lsoa": 1107, "county": 1}
    assert pairs(kent_connection, "SELECT kind, min(vintage) FROM area GROUP BY kind") == {
        "ward": "2025",
        "district": "2025",
        "lsoa": "2021",
        "county": "2025",
    }
    assert one(kent_connection, "SELECT name FROM area WHERE code = 'E05005093'") == "Margate Central"


def test_boundaries_meet_in_the_database_as_in_the_files(kent_connection: Connection) -> None:
    """Kent's wards cover Kent once: their areas add up to that of their union, to the square metre."""
    for kind in ("ward", "lsoa"):
        apart = one(kent_connection, "SELECT sum(ST_Area(boundary)) FROM area WHERE kind = :kind", kind=kind)
        together = one(
            kent_connection, "SELECT ST_Area(ST_Union(boundary)) FROM area WHERE kind = :kind", kind=kind
        )
        assert apart == pytest.approx(together, abs=1)
    assert one(kent_connection, "SELECT count(*) FROM area WHERE NOT ST_IsValid(boundary)") == 0


def test_kent_county_is_its_twelve_districts_and_not_medway(kent_connection: Connection) -> None:
    districts = "SELECT sum(ST_Area(boundary)) FROM area WHERE kind = 'district' AND code <> 'E06000035'"
    county = "SELECT ST_Area(boundary) FROM area WHERE code = 'E10000016'"
    assert one(kent_connection, county) == pytest.approx(one(kent_connection, districts), abs=1)
    members = "SELECT count(*) FROM area_membership WHERE parent_code = 'E10000016'"
    assert one(kent_connection, members) == 12
    assert one(kent_connection, members + " AND code = 'E06000035'") == 0


def test_what_belongs_to_what(kent_connection: Connection) -> None:
    query = """
        SELECT concat_ws(' ', a.kind, parent.kind, m.basis), count(*)
        FROM area_membership AS m
        JOIN area AS a ON a.code = m.code
        JOIN area AS parent ON parent.code = m.parent_code
        GROUP BY 1
    """
    assert pairs(kent_connection, query) == {
        "lsoa district nested": 1107,
        "lsoa ward best_fit": 1107,
        "ward district nested": 279,
        "district county nested": 12,
    }
    thanet = "SELECT min(code), max(code), count(*) FROM area_membership WHERE parent_code = 'E07000114'"
    row = kent_connection.execute(text(thanet + " AND code LIKE 'E05%'")).one()
    assert tuple(row) == ("E05005081", "E05005103", 23)


def test_every_postcode_is_there_with_its_areas(kent_connection: Connection) -> None:
    assert pairs(kent_connection, "SELECT live, count(*) FROM postcode GROUP BY live") == {
        True: 52_126,
        False: 29_483,
    }
    without = "SELECT count(*) FROM postcode WHERE live AND (ward_code IS NULL OR district_code IS NULL"
    assert one(kent_connection, without + " OR lsoa_code IS NULL)") == 0
    assert one(kent_connection, "SELECT count(*) FROM postcode WHERE sector <> left(postcode, -2)") == 0
    wrong = """
        SELECT count(*) FROM postcode AS p
        JOIN area_membership AS m ON m.code = p.ward_code
        JOIN area AS d ON d.code = m.parent_code AND d.kind = 'district'
        WHERE d.code <> p.district_code
    """
    assert one(kent_connection, wrong) == 0


def test_a_terminated_postcode_outside_kent_has_no_ward(kent_connection: Connection) -> None:
    """BR1 1AD is in Bromley, seven kilometres from Kent; CT9 1XX is in Margate."""
    wards = pairs(
        kent_connection, "SELECT postcode, ward_code FROM postcode WHERE postcode IN ('BR1 1AD', 'CT9 1XX')"
    )
    assert wards == {"BR1 1AD": None, "CT9 1XX": "E05005093"}


def test_ward_of_a_postcode_is_where_its_point_lies(kent_connection: Connection) -> None:
    """Published ward and polygon agree for 99.9 % of live postcodes."""
    agreeing = """
        SELECT avg(ST_Intersects(a.boundary, p.point)::int)
        FROM postcode AS p JOIN area AS a ON a.code = p.ward_code WHERE p.live
    """
    assert one(kent_connection, agreeing) > 0.998


def test_figures_add_up_to_the_published_ward(kent_connection: Connection) -> None:
    """Chatham Central & Brompton, E05014450: 18,572 residents, 1,761 of them 65 or over, score 41.925."""
    sums = """
        SELECT f.measure_code, sum(f.value) FROM area_membership AS m
        JOIN population_figure AS f ON f.area_code = m.code
        WHERE m.parent_code = 'E05014450' AND m.basis = 'best_fit' GROUP BY 1
    """
    ward = pairs(kent_connection, sums)
    assert (ward["residents"], ward["age_65_plus"]) == (18_572, 1_761)
    mean = """
        SELECT sum(score.value * residents.value) / sum(residents.value) FROM area_membership AS m
        JOIN population_figure AS score ON score.area_code = m.code AND score.measure_code = 'imd_score'
        JOIN population_figure AS residents
            ON residents.area_code = m.code AND residents.measure_code = 'residents'
        WHERE m.parent_code = 'E05014450'
    """
    assert one(kent_connection, mean) == pytest.approx(41.925, abs=0.001)


def test_what_was_loaded_is_on_record(kent_connection: Connection) -> None:
    names = pairs(kent_connection, "SELECT name, rows FROM data_load")
    names.pop("pack")  # the whole of it, kept by setup
    assert len(names) == 8
    assert names["boundaries/wards.geojson"] == 279
    source = "SELECT source || ', ' || vintage FROM data_load WHERE name = 'postcodes/live.csv.gz'"
    assert one(kent_connection, source) == "Ordnance Survey, Code-Point Open, October 2025"


def test_loading_it_again_changes_nothing(kent_connection: Connection) -> None:
    before = one(kent_connection, "SELECT number FROM version WHERE name = 'geography'")
    assert {file.name: file.changed for file in load(kent_connection, DATA)} == dict.fromkeys(
        [
            *("boundaries/counties.csv", "boundaries/districts.geojson", "boundaries/wards.geojson"),
            *("boundaries/lsoas.geojson", "postcodes/live.csv.gz", "postcodes/terminated.csv.gz"),
            *("population/measures.csv", "population/lsoa.csv"),
        ],
        0,
    )
    assert one(kent_connection, "SELECT number FROM version WHERE name = 'geography'") == before + 1
