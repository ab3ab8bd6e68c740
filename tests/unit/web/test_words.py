"""Plain English for codes, distances and dates."""

from datetime import UTC, date, datetime

import pytest

from assetmap.web import words


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "Under 0.1 miles"),
        (100, "Under 0.1 miles"), (161, "0.1 miles"), (1_609, "1 mile"), (1_600, "1 mile"),
        (2_414, "1.5 miles"), (15_900, "9.9 miles"), (16_094, "10 miles"), (None, ""),
    ],
)  # fmt: skip
def test_distances(metres: float | None, said: str) -> None:
    assert words.in_miles(metres) == said


@pytest.mark.parametrize(
    ("metres", "said"),
    [(None, ""), (10, ""), (80, "within about 80 metres"), (1_300, "within about 0.8 miles")],
)
def test_accuracy(metres: int | None, said: str) -> None:
    assert words.how_exact(metres) == said


def test_stale_is_more_than_six_months() -> None:
    today = date(2026, 7, 4)
    assert not words.is_stale(date(2026, 1, 4), today)
    assert words.is_stale("2026-01-01", today)
    assert not words.is_stale(None, today)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-07-04T23:59:00+00:00", "today"), (date(2026, 7, 3), "yesterday"),
        (datetime(2026, 6, 16, 1, tzinfo=UTC), "18 days ago"), ("2020-07-04", "2,191 days ago"),
        ("2026-07-05", "today"),  # the clock of the database is ahead
    ],
)  # fmt: skip
def test_how_long_ago(day: date | str, said: str) -> None:
    assert words.days_ago(day, date(2026, 7, 4)) == said


def test_dates() -> None:
    assert words.say_date("2026-03-04") == words.say_date(date(2026, 3, 4)) == "4 March 2026"
    assert words.say_date(None) == ""


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(None, None, ""), (50, None, "People aged 50 and over"), (11, 17, "People aged 11 to 17"),
     (None, 11, "People aged 11 and under"), (0, 4, "People aged 4 and under")],
)  # fmt: skip
def test_ages(low: int | None, high: int | None, said: str) -> None:
    assert words.ages({"minimum_age": low, "maximum_age": high}) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "No wait"), (1, "1 day"), (13, "13 days"), (21, "About 3 weeks"), (120, "About 4 months")],
)
def test_waits(days: int, said: str) -> None:
    assert words.days_as_time(days) == said


def test_joining() -> None:
    assert words.how_to_join(["self-referral"]) == "Get in touch yourself"
    assert words.how_to_join(["link-worker", "gp"]) == "Through a GP or a link worker"
    assert words.how_to_join(["gp", "self-referral"]) == "Get in touch yourself or through a GP"
    assert words.how_to_join(words.JOINING) == (
        "Get in touch yourself, or through a GP, a link worker or another service"
    )
    assert words.how_to_join(["by post", "gp"]) == "By post or through a GP"
    assert words.how_to_join([]) == ""


def test_lists() -> None:
    assert [words.listed(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "mailto:a@b", "", None]
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert not words.is_web_address(address)


def test_telephones() -> None:
    assert words.dialled("+44 (0)1843 000 000 ext. 12") == "+441843000000"
    assert words.dialled("01843 000000") == "01843000000"
