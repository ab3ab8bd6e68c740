"""Dates, day before month."""

from datetime import date

import pytest

from assetmap.ingest.normalise.dates import read_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/01/2026", date(2026, 1, 31)),
        ("1/2/26", date(2026, 2, 1)),
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
        ("31st January 2026", date(2026, 1, 31)),
        ("3 Sept 2025", date(2025, 9, 3)),
        ("Jan 2026", date(2026, 1, 1)),
        ("46053", date(2026, 1, 31)),  # a spreadsheet's serial number: 46053 days after 30 December 1899
        ("", None),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    assert read_date(text).value == expected
    assert read_date(text).flaws == ()


@pytest.mark.parametrize("text", ["31/02/2026", "2026-13-01", "last week", "01/31/2026", "1/1/0001"])
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert read_date(text).value is None
    assert read_date(text).flaws[0].outcome == "left_out"
