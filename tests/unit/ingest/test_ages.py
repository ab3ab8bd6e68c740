"""Ages as people type them."""

import pytest

from assetmap.ingest.normalise.ages import check_ages, read_age, read_ages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18+", (18, None)),
        ("50 and over", (50, None)),
        ("Over 50s", (50, None)),
        ("aged 50 plus", (50, None)),
        ("people aged 60 or over", (60, None)),
        ("Adults 18+", (18, None)),
        ("Adults", (18, None)),
        ("from 18", (18, None)),
        ("18 years and above", (18, None)),
        ("under 18", (None, 17)),
        ("Under 5s", (None, 4)),
        ("up to 25", (None, 25)),
        ("16-25", (16, 25)),
        ("between 18 and 65", (18, 65)),
        ("16 to 25 years", (16, 25)),
        ("11–19 year olds", (11, 19)),
        ("0-4", (None, 4)),
        ("All ages", (None, None)),
        ("Everyone", (None, None)),
        ("", (None, None)),
    ],
)
def test_age_ranges(text: str, expected: tuple[int | None, int | None]) -> None:
    reading = read_ages(text)
    assert reading.value == expected
    assert reading.flaws == ()


@pytest.mark.parametrize("text", ["Older people", "25-16", "200+", "18/25", "teens"])
def test_what_is_no_age_is_left_out_and_told(text: str) -> None:
    reading = read_ages(text)
    assert reading.value == (None, None)
    assert len(reading.flaws) == 1


def test_one_age_in_a_column_of_its_own() -> None:
    assert read_age("16").value == 16
    assert read_age("16+").value == 16
    assert read_age("").value is None
    assert read_age("sixteen").flaws[0].outcome == "left_out"


def test_ages_out_of_order_are_both_left_out() -> None:
    assert check_ages(30, 20).value == (None, None)
    assert "above the oldest, 20" in check_ages(30, 20).flaws[0].problem
