"""Postcodes and coordinates: plausible, repaired, or refused with the reason."""

import pytest

from assetmap.ingest.normalise.places import (
    Coordinates,
    find_postcode,
    read_coordinates,
    read_grid,
    read_postcode,
)


def test_coordinates_in_the_united_kingdom() -> None:
    assert read_coordinates("51.3891", "1.3862").value == Coordinates(1.3862, 51.3891, 4326, 10)
    assert read_coordinates("51.3891N", "1.3862 E").value == Coordinates(1.3862, 51.3891, 4326, 10)
    assert read_coordinates("50.3", "5.05W").value == Coordinates(-5.05, 50.3, 4326, 5550)


def test_a_coordinate_with_few_decimals_is_that_much_less_exact() -> None:
    # Half of 0.01 degree is 0.005 x 111,000 m = 555 m; half of 0.001 is 55 m.
    two, three = read_coordinates("51.38", "1.38").value, read_coordinates("51.389", "1.386").value
    assert two is not None
    assert three is not None
    assert (two.accuracy_m, three.accuracy_m) == (555, 55)


def test_swapped_coordinates_are_put_right_and_told() -> None:
    reading = read_coordinates("1.3862", "51.3891")
    assert reading.value == Coordinates(1.3862, 51.3891, 4326, 10)
    assert reading.flaws[0].problem == "Latitude and longitude are swapped."


@pytest.mark.parametrize(
    ("latitude", "longitude", "problem"),
    [
        ("0", "0", "0, 0"),
        ("0.0", "0.000", "0, 0"),
        ("48.85", "2.35", "not in the United Kingdom"),
        ("51.4", "", "missing"),
        ("", "1.4", "missing"),
        ("north", "east", "no coordinates"),
        ("635400", "171000", "no coordinates"),
        ("nan", "inf", "no coordinates"),
    ],
)
def test_coordinates_that_cannot_be(latitude: str, longitude: str, problem: str) -> None:
    reading = read_coordinates(latitude, longitude)
    assert reading.value is None
    assert problem in reading.flaws[0].problem


def test_grid_references_in_metres() -> None:
    assert read_grid("635400", "171000").value == Coordinates(635400.0, 171000.0, 27700, 10)
    assert read_grid("0", "0").value is None
    assert read_grid("TR 354", "710").flaws
    assert read_grid("", "").value is None


def test_columns_called_x_and_y_may_hold_degrees() -> None:
    assert read_grid("1.3862", "51.3891").value == Coordinates(1.3862, 51.3891, 4326, 10)


def test_postcodes() -> None:
    assert str(read_postcode("ct91xx").value) == "CT9 1XX"
    assert read_postcode("").value is None
    refused = read_postcode("CT9")
    assert refused.value is None
    assert "only the first part" in refused.flaws[0].problem


def test_the_postcode_at_the_end_of_an_address() -> None:
    assert str(find_postcode("1 High Street, Margate, ct9 1xx.")) == "CT9 1XX"
    assert find_postcode("1 High Street, Margate") is None
    assert find_postcode("Unit CT9 1XX, Margate") is None
