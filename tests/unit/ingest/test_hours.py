"""Opening hours as rows of a schedule."""

from datetime import time

from assetmap.ingest.normalise.hours import merge_days, read_day, read_opening, schedule_of
from assetmap.opening import Opening


def test_a_weekly_rule() -> None:
    opening = Opening(byday=("MO", "TU"), opens_at=time(9), closes_at=time(17), description="term time")
    assert schedule_of(opening) == {
        "description": "term time",
        "freq": "WEEKLY",
        "interval": 1,
        "byday": "MO,TU",
        "opens_at": "09:00",
        "closes_at": "17:00",
    }


def test_a_monthly_rule() -> None:
    row = schedule_of(read_opening("last Friday of the month 2-4pm").value[0])
    assert (row["freq"], row["byday"]) == ("MONTHLY", "-1FR")
    assert schedule_of(read_opening("15th of the month 2-4pm").value[0])["bymonthday"] == "15"


def test_words_that_are_no_times_are_kept_and_are_no_flaw() -> None:
    reading = read_opening("By appointment")
    assert reading.value == (Opening(description="By appointment"),)
    assert reading.flaws == ()
    assert schedule_of(reading.value[0]) == {"description": "By appointment"}


def test_words_that_say_neither_when_nor_how_to_ask_are_kept_and_told() -> None:
    reading = read_opening("someday soonish")
    assert reading.value == (Opening(description="someday soonish"),)
    assert "“someday soonish” does not say for certain" in reading.flaws[0].problem


def test_times_that_are_not_clear_are_kept_as_words_and_told() -> None:
    reading = read_opening("Mon 9-12; Tuesday 7-9")
    assert [opening.description for opening in reading.value] == [None, "Tuesday 7-9"]
    assert "“Tuesday 7-9” does not say for certain" in reading.flaws[0].problem


def test_days_that_share_their_times_become_one_rule() -> None:
    days = [opening for code in ("MO", "TU", "FR") for opening in read_day(code, "9-5").value]
    days += read_day("SA", "9-12").value
    assert [(opening.byday, opening.closes_at) for opening in merge_days(days)] == [
        (("MO", "TU", "FR"), time(17)),
        (("SA",), time(12)),
    ]
