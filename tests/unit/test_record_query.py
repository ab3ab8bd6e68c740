"""What a query of records makes of days, times and ids."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from assetmap.api.oruk import reading
from assetmap.listing.records.query import RecordQuery, where_of, window

TERM = UUID("71edf937-0fe7-5fc8-baa1-78c6bcb303d0")


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        ("MO", None, None, "{[0,1440)}"),
        ("TU", 600, 720, "{[2040,2160)}"),
        ("TU", 600, None, "{[2040,2880)}"),
        ("SA", None, 540, "{[7200,7740)}"),
        ("SU", 1380, 60, "{[10020,10080),[0,60)}"),
        ("WE", 720, 720, "{[3600,5040)}"),
    ],
)
def test_a_window_of_a_day(day: str, start: int | None, end: int | None, minutes: str) -> None:
    assert window(day, start, end) == minutes


def test_a_window_of_every_day() -> None:
    assert window(None, 0, 1).split("),[") == [
        "{[0,1", "1440,1441", "2880,2881", "4320,4321", "5760,5761", "7200,7201", "8640,8641)}"
    ]  # fmt: skip


def test_no_value_is_in_the_text_of_a_condition() -> None:
    query = RecordQuery(
        search="walk' OR 1=1",
        taxonomy_term_id=TERM,
        organization_id=TERM,
        minimum_age=71,
        day="TU",
        end_time=601,
    )
    where = where_of(query)
    for value in ("walk", str(TERM), "71", "601"):
        assert value not in where.sql
    assert where.values["record_facets"] == f"'=term/{TERM}'"
    assert where.values["record_open"] == "{[1440,2041)}"
    assert not query.is_whole
    assert RecordQuery().is_whole
    assert where_of(RecordQuery()).sql == "true"


def test_a_day_without_times_is_a_word() -> None:
    assert where_of(RecordQuery(day="TU")).values == {"record_facets": "'=when/tu'"}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T09:30:00Z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31t09:30:00.250z", datetime(2026, 1, 31, 9, 30, 0, 250_000, tzinfo=UTC)),
        ("2026-01-31T09:30:00+01:00", datetime(2026, 1, 31, 8, 30, tzinfo=UTC)),
        ("2026-01-31T09:30:00 01:00", datetime(2026, 1, 31, 8, 30, tzinfo=UTC)),
        ("2026-01-31 09:30:00-01:00", datetime(2026, 1, 31, 10, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_the_standard_and_people_write_it(text: str, moment: datetime) -> None:
    assert reading.MOMENT.read(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-01",
        "20260131",
        "2026-01-31T09:30Z",
        "2026-01-31T09:30:00",
        "2026-01-31T25:00:00Z",
        "now",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="is a time such as"):
        reading.MOMENT.read(text)
