"""Where rows are: coordinates, postcodes, sectors and areas, with how each was found."""

from typing import Any

import pytest

PLACE = (
    "SELECT location_source, accuracy_m, round(ST_X(point))::int, round(ST_Y(point))::int, ward_code,"
    " district_code FROM location"
)


def problems(ask: Any) -> list[Any]:
    found: list[Any] = ask("SELECT problem, outcome FROM import_issue ORDER BY id")
    return found


def test_by_postcode(give: Any, ask: Any) -> None:
    give("Name|Postcode\nTea|ct91aa")
    assert ask(PLACE) == [("postcode", 160, 635000, 170000, "E05005081", "E07000114")]
    assert problems(ask) == []


def test_by_a_postcode_that_is_no_longer_in_use(give: Any, ask: Any) -> None:
    give("Name|Postcode\nTea|CT9 1AD")
    assert ask(PLACE) == [("terminated_postcode", 330, 635100, 170000, "E05005081", "E07000114")]
    assert problems(ask) == [("CT9 1AD is no longer in use.", "changed")]


def test_by_the_sector_of_a_postcode_that_is_not_known(give: Any, ask: Any) -> None:
    give("Name|Postcode\nTea|CT9 1ZZ")
    source, accuracy_m, _, _, ward, district = ask(PLACE)[0]
    assert (source, ward, district) == ("sector", None, "E07000114")
    assert accuracy_m >= 160
    assert problems(ask) == [("CT9 1ZZ is not a postcode that we know.", "changed")]


def test_not_at_all(give: Any, ask: Any) -> None:
    summary = give("Name|Postcode\nTea|LS1 4AP")
    assert summary.unlocated == 1
    assert ask("SELECT point FROM location") == [None]
    assert ask("SELECT count(*) FROM listing") == [0]
    assert problems(ask) == [
        ("Neither LS1 4AP nor any postcode that begins with LS1 4 is known.", "unlocated")
    ]


def test_by_grid_reference_with_the_ward_that_holds_it(give: Any, ask: Any) -> None:
    give("Name|Easting|Northing\nTea|637500|170500")
    assert ask(PLACE) == [("given", 10, 637500, 170500, "E05005082", "E07000114")]


def test_by_coordinates_in_degrees(give: Any, ask: Any) -> None:
    degrees = "SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_Point(635500, 170250, 27700), 4326) AS p"
    longitude, latitude = ask(degrees)[0]
    give(f"Name|Latitude|Longitude\nTea|{latitude:.6f}|{longitude:.6f}")
    assert ask(PLACE) == [("given", 10, 635500, 170250, "E05005081", "E07000114")]


def test_good_coordinates_come_before_the_postcode_whose_areas_they_share(give: Any, ask: Any) -> None:
    give("Name|Easting|Northing|Postcode\nTea|635200|170100|CT9 1AA")
    assert ask(PLACE) == [("given", 10, 635200, 170100, "E05005081", "E07000114")]


def test_coordinates_far_from_their_postcode_are_not_believed(give: Any, ask: Any) -> None:
    give("Name|Easting|Northing|Postcode\nTea|600000|150000|CT9 1AA")
    assert ask(PLACE) == [("postcode", 160, 635000, 170000, "E05005081", "E07000114")]
    # 35 km and 20 km off: the root of 35 x 35 + 20 x 20 is 40.3.
    assert problems(ask) == [("The coordinates are 40.3 km from CT9 1AA.", "changed")]


def test_rough_coordinates_give_way_to_a_postcode(give: Any, ask: Any) -> None:
    give("Name|Latitude|Longitude|Postcode\nTea|51.4|1.4|CT9 1AA")
    assert ask("SELECT location_source FROM location") == ["postcode"]


def test_coordinates_at_nought_are_told_and_the_postcode_is_used(give: Any, ask: Any) -> None:
    give("Name|Latitude|Longitude|Postcode\nTea|0|0|CT9 1AA")
    assert ask("SELECT location_source FROM location") == ["postcode"]
    assert [outcome for _, outcome in problems(ask)] == ["left_out"]


def test_a_postcode_that_is_loaded_later_places_the_row_then(give: Any, ask: Any) -> None:
    lines = "Name|Postcode\nTea|CT7 1AA"
    assert give(lines).unlocated == 1
    ask(
        "INSERT INTO postcode (postcode, sector, point, accuracy_m, live) VALUES"
        " ('CT7 1AA', 'CT7 1', ST_Point(630000, 168000, 27700), 160, true) RETURNING postcode"
    )
    summary = give(lines)
    assert (summary.listed, summary.updated) == (1, 1)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("Thanet", ["E07000114"]),
        ("Thanet district", ["E07000114"]),
        ("all of Kent", ["E10000016"]),
        ("Thanet and Dover", ["E07000108", "E07000114"]),
        ("Thanet; Dover", ["E07000108", "E07000114"]),
        ("e05005081", ["E05005081"]),
        ("West, Thanet", ["E05005081"]),
        ("East Thanet", ["E05005082"]),
    ],
)
def test_areas_by_the_names_that_people_give_them(give: Any, ask: Any, said: str, codes: list[str]) -> None:
    summary = give(f"Name|Area served\nTea|{said}")
    assert ask("SELECT area_code FROM service_area ORDER BY 1") == codes
    assert (summary.listed, summary.issues) == (1, 0)


def test_an_area_that_is_not_known_is_kept_as_words_and_told(give: Any, ask: Any) -> None:
    summary = give("Name|Area served\nTea|Thanet and Narnia")
    assert summary.listed == 1
    areas = ask("SELECT name, area_code FROM service_area ORDER BY name")
    assert areas == [("Narnia", None), ("Thanet", "E07000114")]
    assert problems(ask) == [("There is no area called “Narnia”.", "left_out")]


def test_nowhere_but_unknown_areas_is_unlocated(give: Any, ask: Any) -> None:
    summary = give("Name|Area served|How delivered\nTea|Narnia|In person")
    assert summary.unlocated == 1
    assert sorted(outcome for _, outcome in problems(ask)) == ["left_out", "unlocated"]


def test_everywhere_is_no_limit(give: Any, ask: Any) -> None:
    summary = give("Name|Area served|How delivered\nLine|Nationwide|Telephone")
    assert (summary.listed, summary.issues) == (1, 0)
    assert ask("SELECT count(*) FROM service_area") == [0]
