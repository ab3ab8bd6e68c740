"""House numbers, streets, postcodes and telephone numbers, in the ways in which people write them."""

import pytest

from assetmap.secrecy.needles import address_needles, house_numbers, reach_needle
from assetmap.secrecy.reach import ways_in


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("12 Hidden Lane", {12}), ("Flat 2, 12a Hidden Ln", {12}), ("Hope House, Hidden Lane", set()),
        ("12-14 St Mary's Road", {12, 13, 14}), ("Back room, 12 Tanner St", {12}),
        ("Unit 5 Enterprise Park", set()),
        (None, set()), ("CT9 1AA", set()),
    ],
)  # fmt: skip
def test_house_numbers(line: str | None, numbers: set[int]) -> None:
    assert house_numbers(line) == numbers


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("come to 12 Hidden Ln.", {"street", "road"}), ("Twelve, Hidden Lane", {"street", "road"}),
        ("12a hidden-lane", {"street", "road"}), ("112 Hidden Lane", {"road"}), ("at CT9 1XX", {"postcode"}),
        ("ct91xx", {"postcode"}), ("CT9 1XY", set()), ("the lane is hidden", set()),
        ("https://x.test/12-hidden-lane", {"street", "road"}),
    ],
)  # fmt: skip
def test_an_address_is_found_however_it_is_written(text: str, kinds: set[str]) -> None:
    needles = address_needles("Hope House, 12 Hidden Lane, Cliftonville", "CT91XX")
    assert {needle.kind for needle in needles if needle.is_in(text)} == kinds


@pytest.mark.parametrize("text", ["01843 555199", "+44 (0)1843 555-199", "ring 01843/555 199 at night"])
def test_a_telephone_number_is_found_however_it_is_written(text: str) -> None:
    assert reach_needle("phone", "01843555199").is_in(text)


def test_ways_to_reach_somebody_are_written_alike() -> None:
    said = "Call +44 (0)1843 555199, write to Boss@Harbour.test or see HTTPS://www.harbour.test/rota/"
    assert set(ways_in(said)) == {
        ("phone", "01843555199"), ("email", "boss@harbour.test"), ("site", "harbour.test/rota")
    }  # fmt: skip
