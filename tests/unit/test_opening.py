"""Opening hours as people type them, each answer worked out by hand."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.opening import DAYS, Opening, Parsed, describe, parse_day, parse_opening, parts

SAID = {
    "Mon-Fri 9-5": ["Monday to Friday, 9am to 5pm"],
    "Monday to Friday 9am to 5pm": ["Monday to Friday, 9am to 5pm"],
    "Mon – Fri 9.00 – 17.00": ["Monday to Friday, 9am to 5pm"],
    "9-5 Mon-Fri": ["Monday to Friday, 9am to 5pm"],
    "Weekdays 9-5": ["Monday to Friday, 9am to 5pm"],
    "MO,WE 10:00-11:00": ["Monday and Wednesday, 10am to 11am"],
    "Mon, Wed & Fri 10am-12noon": ["Monday, Wednesday and Friday, 10am to midday"],
    "Tues 0930-1130": ["Tuesday, 9:30am to 11:30am"],
    "Thursdays 1.30pm - 3.30pm": ["Thursday, 1:30pm to 3:30pm"],
    "10am to 12 noon on Tuesdays": ["Tuesday, 10am to midday"],
    "Every Tuesday 10-12": ["Tuesday, 10am to midday"],
    "Friday 12-2": ["Friday, midday to 2pm"],
    "Tuesday 7-9pm": ["Tuesday, 7pm to 9pm"],
    "Sunday 10-2pm": ["Sunday, 10am to 2pm"],
    "Saturday 9-11.30am": ["Saturday, 9am to 11:30am"],
    "Daily 9am-9pm": ["Every day, 9am to 9pm"],
    "24/7": ["Every day, 24 hours"],
    "24 hours a day, 7 days a week": ["Every day, 24 hours"],
    "Mon - Sun 8am-midnight": ["Every day, 8am to midnight"],
    "Sat 10pm-2am": ["Saturday, 10pm to 2am"],
    "Fri-Mon 1-2": ["Monday and Friday to Sunday, 1pm to 2pm"],
    "Mon 9-12 and 1-5": ["Monday, 9am to midday and 1pm to 5pm"],
    "Mon-Thu 9-5, Fri 9-4:30": ["Monday to Thursday, 9am to 5pm", "Friday, 9am to 4:30pm"],
    "Mon-Fri: 09:00-17:00; Sat: 10:00-13:00; Sun: closed": [
        "Monday to Friday, 9am to 5pm",
        "Saturday, 10am to 1pm",
    ],
    "Monday:\n9-5\nTuesday:\n10-4": ["Monday, 9am to 5pm", "Tuesday, 10am to 4pm"],
    "Mon-Fri 9-5 except Wednesday": ["Monday, Tuesday, Thursday and Friday, 9am to 5pm"],
    "Closed Wednesdays": [],
    "Mon-Sat 9-5, closed Sunday": ["Monday to Saturday, 9am to 5pm"],
    "first Tuesday of the month 10am-12": ["First Tuesday of the month, 10am to midday"],
    "1st and 3rd Thursday of each month, 2pm - 4pm": ["First and third Thursday of the month, 2pm to 4pm"],
    "2nd & 4th Weds 10:30-12:00": ["Second and fourth Wednesday of the month, 10:30am to midday"],
    "last Friday of the month 7.30pm": ["Last Friday of the month (from 7:30pm)"],
    "15th of every month 2-4pm": ["15th of the month, 2pm to 4pm"],
    "fortnightly on Mondays 10-12": ["Every other Monday, 10am to midday"],
    "every other Monday 1-3pm": ["Every other Monday, 1pm to 3pm"],
    "Mondays 10-12 (term time only)": ["Monday, 10am to midday (term time only)"],
    "Term time only: Mon 9-12": ["Monday, 9am to midday (Term time only)"],
    "Mon-Fri 9-5 except bank holidays": ["Monday to Friday, 9am to 5pm (except bank holidays)"],
    "Wed 2-4 Room 2": ["Wednesday, 2pm to 4pm (Room 2)"],
    "Tuesday mornings": ["Tuesday (morning)"],
    "Sunday": ["Sunday"],
    "Sat by appointment": ["Saturday (by appointment)"],
}


@pytest.mark.parametrize("text", SAID)
def test_what_people_type_is_read_and_said_again(text: str) -> None:
    parsed = parse_opening(text)
    assert parsed.unread == ()
    assert describe(parsed.openings) == SAID[text]


@pytest.mark.parametrize(
    "text",
    [
        "By appointment",
        "10am - 12pm",  # which day?
        "Tuesday 7-9",  # breakfast or evening?
        "Every second Tuesday 2-4",  # every other week, or the second of the month?
        "Tuesday monthly 10-12",  # which Tuesday?
        "Mon-Fri 9-5, 10-2 Sat",  # 10-2 belongs to Saturday, but stands with Monday
        "Closed Monday, Tue-Fri 9-5",
        "Mon 25:00-26:00",
        "Mon 9",
        "Mondays bi-weekly 9-11",
        "Mon closed for lunch 12-1",
        "first working day 9-5",
    ],
)
def test_what_could_mean_two_things_is_left_unread_word_for_word(text: str) -> None:
    parsed = parse_opening(text)
    assert parsed.unread == (text,)
    assert parsed.openings == ()


def test_one_bad_piece_does_not_lose_the_others() -> None:
    parsed = parse_opening("Mon 9-12; Tuesday 7-9; Wed 1-3pm")
    assert describe(parsed.openings) == ["Monday, 9am to midday", "Wednesday, 1pm to 3pm"]
    assert parsed.unread == ("Tuesday 7-9",)


def test_two_stretches_of_one_day_in_a_day_column() -> None:
    assert parse_day("MO", "09:00-13:00,14:00-18:00").openings == (
        Opening(byday=("MO",), opens_at=time(9), closes_at=time(13)),
        Opening(byday=("MO",), opens_at=time(14), closes_at=time(18)),
    )


def test_day_column_that_is_closed_open_or_about_another_day() -> None:
    assert parse_day("SU", "Closed").openings == ()
    assert parse_day("SU", "-").openings == ()
    assert parse_day("TU", "Yes").openings == (Opening(byday=("TU",)),)
    assert parse_day("MO", "Fri 9-5").unread == ("Fri 9-5",)
    assert describe(parse_day("WE", "9-5 (by appointment)").openings) == [
        "Wednesday, 9am to 5pm (by appointment)"
    ]


def test_a_spreadsheet_time_with_seconds_is_a_time() -> None:
    assert describe(parse_day("MO", "09:00:00-17:30:00").openings) == ["Monday, 9am to 5:30pm"]


def test_monthly_and_fortnightly_rules_are_icalendar() -> None:
    monthly = parse_opening("last Friday of the month 2-4pm").openings[0]
    assert (monthly.byday, monthly.freq) == (("-1FR",), "MONTHLY")
    other = parse_opening("every other Monday 2-4pm").openings[0]
    assert (other.byday, other.freq, other.interval) == (("MO",), "WEEKLY", 2)
    dated = parse_opening("15th of the month 2-4pm").openings[0]
    assert (dated.byday, dated.bymonthday, dated.freq) == ((), (15,), "MONTHLY")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue 9-12", {"tu-am"}),
        ("Tue 12-2", {"tu-pm"}),
        ("Tue 11:30am-12:30pm", {"tu-am", "tu-pm"}),
        ("Tue 3pm-5pm", {"tu-pm"}),
        ("Tue 4pm-5:30pm", {"tu-pm", "tu-eve"}),
        ("Tue 5pm-7pm", {"tu-eve"}),
        ("Tue 10pm-2am", {"tu-eve"}),
        ("Tue 9am-9pm", {"tu-am", "tu-pm", "tu-eve"}),
        ("Tue", {"tu"}),
        ("Tuesday evening", {"tu-eve"}),
        ("Tuesday 7.30pm", {"tu-eve"}),
        ("second Tuesday of the month 1-3pm", {"tu-pm"}),
    ],
)
def test_parts_of_the_day_touched(text: str, expected: set[str]) -> None:
    assert parts(parse_opening(text).openings[0]) == expected


def test_an_opening_has_both_times_or_neither() -> None:
    with pytest.raises(ValueError, match="both or neither"):
        Opening(byday=("MO",), opens_at=time(9))


@given(st.text(max_size=60))
def test_no_text_whatever_stops_the_reader(text: str) -> None:
    parsed = parse_opening(text)
    describe(parsed.openings)
    for opening in parsed.openings:
        parts(opening)


_WORDS = (
    "Mon|Tuesday|Fri-Sun|9-5|10am|noon|-|first|of the month|closed|except|24/7|;|,|and|term time|every other"
    "|7|0900-1000|evening|15th|("
).split("|")


@pytest.mark.parametrize("words", ["first ", "every second ", "Mon 9-5 ", "12 "])
def test_what_is_too_long_is_kept_as_words(words: str) -> None:
    text = (words * 20_000).strip()
    assert parse_opening(f"Mon 9-5\n{text}; Tue 9-5") == Parsed(
        (Opening(("MO",), time(9), time(17)), Opening(("TU",), time(9), time(17))), (text,)
    )


@given(st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join))
def test_no_order_of_the_words_we_know_stops_the_reader(text: str) -> None:
    describe(parse_opening(text).openings)


_QUARTERS = st.integers(1, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@given(
    st.dictionaries(
        st.sampled_from(DAYS),
        st.tuples(_QUARTERS, _QUARTERS).filter(lambda pair: pair[0] < pair[1]),
        min_size=1,
    )
)
def test_what_is_said_can_be_read_back(week: dict[str, tuple[time, time]]) -> None:
    openings = [Opening(byday=(day,), opens_at=week[day][0], closes_at=week[day][1]) for day in week]
    read = parse_opening("; ".join(describe(openings))).openings
    by_day = {day: (opening.opens_at, opening.closes_at) for opening in read for day in opening.byday}
    assert by_day == week
