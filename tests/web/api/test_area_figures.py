"""Figures of an area, worked out by hand: counts are added, scores are weighted by residents."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

DISTRICT, ALPHA, BETA = "E07999001", "E05999001", "E05999002"
GEOGRAPHY = """
INSERT INTO area (code, kind, name) VALUES
    ('E10999001', 'county', 'Shire'), ('E07999001', 'district', 'Northland'),
    ('E05999001', 'ward', 'Alpha'), ('E05999002', 'ward', 'Beta'),
    ('E01999001', 'lsoa', 'Northland 001A'), ('E01999002', 'lsoa', 'Northland 001B'),
    ('E01999003', 'lsoa', 'Northland 001C');
INSERT INTO area_membership (code, parent_code, basis) VALUES
    ('E07999001', 'E10999001', 'nested'),
    ('E05999001', 'E07999001', 'nested'), ('E05999002', 'E07999001', 'nested'),
    ('E01999001', 'E05999001', 'best_fit'), ('E01999001', 'E07999001', 'nested'),
    ('E01999002', 'E05999002', 'best_fit'), ('E01999002', 'E07999001', 'nested'),
    ('E01999003', 'E05999002', 'best_fit'), ('E01999003', 'E07999001', 'nested');
INSERT INTO measure (code, name, kind, unit, source, vintage) VALUES
    ('residents', 'Residents', 'count', 'people', 'ONS', '2022'),
    ('imd_score', 'Deprivation', 'score', 'score', 'MHCLG', '2025');
INSERT INTO population_figure (measure_code, area_code, value) VALUES
    ('residents', 'E01999001', 1000), ('residents', 'E01999002', 800), ('residents', 'E01999003', 600),
    ('imd_score', 'E01999001', 10), ('imd_score', 'E01999002', 40), ('imd_score', 'E01999003', 20);
"""
# The first LSOA lies in Alpha. Of the second's four live postcodes one is in Alpha. The third has none.
POSTCODES = [
    ("ZZ1 1AA", "E01999001", ALPHA, True),
    ("ZZ1 1AB", "E01999001", ALPHA, True),
    ("ZZ1 1AC", "E01999001", BETA, False),
    ("ZZ1 2AA", "E01999002", ALPHA, True),
    ("ZZ1 2AB", "E01999002", BETA, True),
    ("ZZ1 2AC", "E01999002", BETA, True),
    ("ZZ1 2AD", "E01999002", BETA, True),
]


@pytest.fixture
def northland(connection: Connection, small: FlaskClient) -> FlaskClient:
    """The API over a county with one district, two wards and three LSOAs."""
    for statement in GEOGRAPHY.split(";")[:-1]:
        connection.execute(text(statement))
    for postcode, lsoa, ward, live in POSTCODES:
        connection.execute(
            text(
                "INSERT INTO postcode (postcode, sector, point, accuracy_m, live, ward_code, lsoa_code)"
                " VALUES (:postcode, 'ZZ1 1', ST_Point(600000, 150000, 27700), 0, :live, :ward, :lsoa)"
            ),
            {"postcode": postcode, "live": live, "ward": ward, "lsoa": lsoa},
        )
    return small


def figures(client: FlaskClient, code: str) -> dict[str, float]:
    answer = client.get(f"/api/v1/areas/{code}").get_json()
    return {figure["measure"]: figure["value"] for figure in answer["properties"]["figures"]}


@pytest.mark.parametrize(
    ("code", "residents", "imd_score"),
    [
        # 1000 and a quarter of 800; (1000 x 10 + 200 x 40) / 1200.
        (ALPHA, 1200, 15),
        # Three quarters of 800 and the 600 who have no postcode; (600 x 40 + 600 x 20) / 1200.
        (BETA, 1200, 30),
        # (1000 x 10 + 800 x 40 + 600 x 20) / 2400.
        (DISTRICT, 2400, 22.5),
        ("E10999001", 2400, 22.5),
        ("E01999002", 800, 40),
    ],
)
def test_figures_of_larger_areas_are_made_from_their_lsoas(
    northland: FlaskClient, code: str, residents: float, imd_score: float
) -> None:
    assert figures(northland, code) == {"residents": residents, "imd_score": imd_score}


def test_an_area_s_own_figure_comes_before_one_made_from_its_lsoas(
    connection: Connection, northland: FlaskClient
) -> None:
    connection.execute(text("INSERT INTO population_figure VALUES ('imd_score', :ward, 17)"), {"ward": ALPHA})
    answer = northland.get(f"/api/v1/areas/{ALPHA}").get_json()
    assert [(f["measure"], f["value"], f["derived"]) for f in answer["properties"]["figures"]] == [
        ("imd_score", 17, False),
        ("residents", 1200, True),
    ]


def test_nobody_s_score_is_unknown_and_not_an_error(connection: Connection, northland: FlaskClient) -> None:
    connection.execute(text("UPDATE population_figure SET value = 0 WHERE measure_code = 'residents'"))
    assert figures(northland, ALPHA) == {"residents": 0}


def test_an_area_says_what_it_lies_in_and_what_it_holds(northland: FlaskClient) -> None:
    properties = northland.get(f"/api/v1/areas/{DISTRICT}").get_json()["properties"]
    assert properties["within"] == [
        {"code": "E10999001", "kind": "county", "name": "Shire", "basis": "nested"}
    ]
    assert properties["holds"] == {"lsoa": 3, "ward": 2}
    lsoa = northland.get("/api/v1/areas/E01999003").get_json()["properties"]
    assert [(area["code"], area["basis"]) for area in lsoa["within"]] == [
        ("E10999001", "nested"),
        (DISTRICT, "nested"),
        (BETA, "best_fit"),
    ]
