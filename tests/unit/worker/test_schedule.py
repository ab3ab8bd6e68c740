"""How often is read as people type it, and when next is worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from assetmap.ingest.schedule import Every, is_due, missed_slot, next_slot, next_try

DUE = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
DAILY = Every(24)
NEVER = Every(None)


@pytest.mark.parametrize(
    ("said", "hours", "told"),
    [
        ("hourly", 1, "hourly"),
        ("daily", 24, "daily"),
        (" Weekly ", 168, "weekly"),
        ("monthly", 720, "monthly"),
        ("never", None, "never"),
        ("6h", 6, "every 6 hours"),
        ("24h", 24, "daily"),
        ("3d", 72, "every 3 days"),
        ("366d", 8_784, "every 366 days"),
    ],
)
def test_how_often(said: str, hours: int | None, told: str) -> None:
    assert Every.parse(said) == Every(hours)
    assert str(Every.parse(said)) == told


@pytest.mark.parametrize("said", ["", "0h", "367d", "8785h", "6", "h", "6 h", "-1d", "1.5d", "yearly"])
def test_what_is_no_schedule(said: str) -> None:
    with pytest.raises(ValueError, match="is no schedule; say hourly, daily"):
        Every.parse(said)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2026, 3, 10, 2, 3, tzinfo=UTC), datetime(2026, 3, 11, 2, 0, tzinfo=UTC)),
        (DUE, datetime(2026, 3, 11, 2, 0, tzinfo=UTC)),
        (datetime(2026, 3, 14, 20, 0, tzinfo=UTC), datetime(2026, 3, 15, 2, 0, tzinfo=UTC)),  # long off
        (datetime(2026, 3, 10, 1, 0, tzinfo=UTC), DUE),  # read by hand an hour before
    ],
)
def test_a_nightly_reading_stays_a_nightly_one(now: datetime, slot: datetime) -> None:
    assert next_slot(DUE, DAILY, now) == slot


def test_what_is_never_read_has_no_next_time() -> None:
    assert next_slot(DUE, NEVER, DUE) is None
    assert next_try(DUE, NEVER, DUE, failures=4, passing=True) is None
    assert next_try(DUE, NEVER, DUE, failures=1, passing=False) is None


@pytest.mark.parametrize(
    ("failures", "wait"),
    [
        (1, timedelta(minutes=15)), (2, timedelta(hours=1)), (3, timedelta(hours=4)), (4, timedelta(days=1)),
        (50, timedelta(days=1)),
    ],
)  # fmt: skip
def test_what_may_pass_is_tried_again_soon_and_then_in_its_time(failures: int, wait: timedelta) -> None:
    assert next_try(DUE, DAILY, DUE, failures=failures, passing=True) == DUE + wait
    assert next_try(DUE, DAILY, DUE, failures=failures, passing=False) == DUE + timedelta(days=1)


def test_it_is_never_tried_later_than_it_is_due_anyway() -> None:
    assert next_try(DUE, Every(1), DUE, failures=3, passing=True) == DUE + timedelta(hours=1)


def test_a_night_that_fails_throughout_is_followed_by_the_next_at_its_usual_time() -> None:
    now = DUE + timedelta(minutes=1)
    slot = missed_slot(DUE, DAILY, now)
    tries = []
    for failures in range(1, 6):
        again = next_try(slot, DAILY, now, failures=failures, passing=True)
        assert again is not None
        tries.append(again)
        now = again + timedelta(minutes=1)
    assert [f"{one:%d %H:%M}" for one in tries] == [
        "10 02:16",
        "10 03:17",
        "10 07:18",
        "11 02:00",
        "12 02:00",
    ]


@pytest.mark.parametrize(
    ("due_at", "every", "now", "slot"),
    [
        (DUE, DAILY, DUE, DUE),
        (DUE, DAILY, DUE + timedelta(days=4, hours=20), DUE + timedelta(days=4)),  # long off
        (DUE, NEVER, DUE + timedelta(hours=1), DUE + timedelta(hours=1)),
        (None, NEVER, DUE, DUE),
    ],
)
def test_the_time_that_was_missed(
    due_at: datetime | None, every: Every, now: datetime, slot: datetime
) -> None:
    assert missed_slot(due_at, every, now) == slot


def test_one_reading_that_was_asked_for_is_tried_again_too() -> None:
    assert next_try(DUE, NEVER, DUE, failures=1, passing=True) == DUE + timedelta(minutes=15)


def test_what_is_further_ahead_than_its_schedule_is_due_now() -> None:
    now = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
    assert not is_due(now + timedelta(days=1), DAILY, now)
    assert is_due(now, DAILY, now)
    assert is_due(now + timedelta(days=365), DAILY, now)
    assert not is_due(now + timedelta(days=366), Every(366 * 24), now)
    assert not is_due(now + timedelta(hours=4), NEVER, now)
    assert is_due(now + timedelta(days=2), NEVER, now)
    assert not is_due(None, DAILY, now)
