"""The check, rule by rule: what it says of a sound service is nothing, and of each mistake, its name."""

import copy
from datetime import date
from typing import Any

import pytest
from feed_server import service, uid

from assetmap.feeds.lint.finding import Finding, Level
from assetmap.feeds.lint.people import looks_personal
from assetmap.feeds.lint.records import check
from assetmap.feeds.lint.run import lint
from assetmap.feeds.lint.sheet import check_sheet
from assetmap.feeds.lint.whole import Whole
from assetmap.feeds.record import Record, Sheet

TODAY = date(2026, 6, 1)
PAGE: dict[str, Any] = {
    "total_items": 3, "total_pages": 2, "page_number": 1, "size": 2,
    "first_page": True, "last_page": False, "empty": False, "contents": [{}, {}],
}  # fmt: skip


def changed(path: str, value: Any) -> dict[str, Any]:
    """A sound service with one thing in it set, or taken away where the value is ...."""
    data = copy.deepcopy(service(1))
    holder: Any = data
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        holder = holder[step]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return data


def findings(data: Any, level: Level | None = None) -> list[Finding]:
    whole = Whole()
    found = [*check(Record("service", data, "here"), whole, TODAY), *whole.ends()]
    return [one for one in found if level is None or one.level is level]


def test_a_sound_service_has_nothing_to_be_said_of() -> None:
    assert findings(service(1)) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("id", "12", "is no UUID."),
        ("id", 12, "is no UUID."),
        ("name", ..., "is missing."),
        ("name", " ", "is empty, and every record needs it."),
        ("status", "open", "is none of active, inactive, defunct, temporarily closed."),
        ("description", None, "is null; an empty field is left out."),
        ("description", ["a"], "is a list; text is wanted."),
        ("url", "www.example.org", "is no web address such as https://www.example.org."),
        ("url", "https://", "is a web address without a host."),
        ("email", "nobody", "is no e-mail address such as hello@example.org."),
        ("minimum_age", "18", "is text; a number is wanted."),
        ("minimum_age", True, "is a yes or no; a number is wanted."),
        ("assured_date", "banana", "is no date such as 2026-01-31."),
        ("assured_date", "2026-02-30", "is no date such as 2026-01-31."),
        ("assured_date", "20/05/2026", "is no date such as 2026-01-31."),
        ("last_modified", "2026-05-20", "is no date and time such as 2026-01-31T09:30:00.000Z."),
        ("schedules", {}, "is a record; a list is wanted."),
        ("schedules.0", "Mon 9-5", "is no record."),
        ("schedules.0.byday", "XX", "“XX” is no day such as MO or 1TU."),
        ("schedules.0.byday", "1TU", "counts weeks of the month, which only a MONTHLY rule may."),
        ("schedules.0.bymonthday", "3", "stands in a WEEKLY rule; only a MONTHLY rule may have it."),
        ("schedules.0.opens_at", "25:00", "is no time such as 09:30."),
        ("schedules.0.opens_at", "9am", "is no time such as 09:30."),
        ("schedules.0.interval", 0, "is no whole number from 1 up."),
        ("schedules.0.freq", "DAILY", "is none of WEEKLY, MONTHLY."),
        ("service_at_locations.0.location.latitude", 91, "is off the Earth; 90 is the most."),
        ("service_at_locations.0.location.latitude", "51.4", "is text; a number is wanted."),
        ("service_at_locations.0.location.addresses.0.city", ..., "is missing."),
        ("organization.description", ..., "is missing."),
        ("wheelchairs", None, "is null; an empty field is left out."),
    ],
)
def test_what_fails(path: str, value: Any, said: str) -> None:
    found = findings(changed(path, value), Level.FAILS)
    field = path.replace(".0.", "[0].").removesuffix(".0") + ("[0]" if path.endswith(".0") else "")
    assert [(one.field, one.problem) for one in found] == [(field, said)]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("description", "<p>A walk of an hour along the sea.</p>", "holds HTML"),
        ("description", "A walk &amp; a talk, every week of the year.", "holds HTML"),
        ("description", "Weâ€™ll walk for an hour along the sea.", "letters that were decoded wrongly"),
        ("fees", "", "is empty; an empty field is left out."),
        ("url", "javascript:alert(1)", "another kind than http or https"),
        ("maximum_age", 10, "is above maximum_age"),
        ("minimum_age", 200, "is no age that a person has"),
        ("assured_date", "2026-06-02", "is in the future"),
        ("organization", ..., "has no organization"),
        ("organization_id", uid("another"), "is not the id of the organization"),
        ("service_at_locations.0.location.latitude", 0.0, "is outside the United Kingdom"),
        ("service_at_locations.0.location.longitude", ..., "is missing beside the other coordinate"),
        ("service_at_locations.0.location.addresses.0.postal_code", "CT9", "is no postcode of the"),
        ("service_at_locations.0.location.addresses.0.country", "US", "is not GB"),
        ("schedules.0.closes_at", ..., "is missing beside the other time"),
        ("schedules.0.closes_at", "10:00", "is the same as opens_at"),
        ("schedules.0.freq", ..., "is given without freq"),
        ("attributes.0.link_type", "thing", "is none of the standard's tables"),
        ("organization.parent_organization_id", uid("nobody"), "leads nowhere"),
        ("cost_options", [{"id": uid("c"), "amount": -1}], "is less than nothing"),
    ],
)
def test_what_surprises(path: str, value: Any, said: str) -> None:
    found = findings(changed(path, value))
    assert any(said in one.problem for one in found if one.level is Level.SURPRISES), found
    assert not [one for one in found if one.level is Level.FAILS and "leads nowhere" not in one.problem]


def test_days_of_a_month() -> None:
    rule = {"id": uid("h"), "freq": "MONTHLY", "bymonthday": "1,32"}
    (found,) = findings(changed("schedules.0", rule), Level.FAILS)
    assert found.problem == "“32” is no day of a month, 1 to 31 or -1 to -31."
    assert findings(changed("schedules.0", rule | {"bymonthday": "1,-1"})) == []


@pytest.mark.parametrize("byday", ["0MO", "6MO", "-53MO", "1TU,6MO", f"{'9' * 5_000}MO"])
def test_weeks_that_no_month_has(byday: str) -> None:
    rule = {"id": uid("h"), "freq": "MONTHLY", "byday": byday}
    assert "counts to a week that no month has." in [
        one.problem for one in findings(changed("schedules.0", rule), Level.FAILS)
    ]


@pytest.mark.parametrize("byday", ["1MO", "-1SU", "+2TU,5FR", "01MO"])
def test_weeks_of_a_month(byday: str) -> None:
    rule = {"id": uid("h"), "freq": "MONTHLY", "byday": byday}
    assert findings(changed("schedules.0", rule)) == []


def test_hours_may_go_on_after_midnight() -> None:
    night = {"id": uid("h"), "freq": "WEEKLY", "byday": "FR", "opens_at": "22:00", "closes_at": "02:00"}
    assert findings(changed("schedules.0", night)) == []


def test_places_that_cannot_be_meant() -> None:
    data = service(1)
    place = data["service_at_locations"][0]["location"]
    place["latitude"], place["longitude"] = 1.38, 51.38
    assert "they are swapped" in findings(data, Level.SURPRISES)[0].problem
    place["latitude"], place["longitude"] = 0, 0
    assert "in the sea off Africa" in findings(data, Level.SURPRISES)[0].problem


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("assured_date", "2026-02-28", "is over three months ago"),
        ("assured_date", ..., "nobody knows how fresh this is"),
        ("attributes", ..., "is in no category"),
        ("url", ..., "so nobody can join"),
        ("service_at_locations", ..., "names no place and no area"),
        ("description", "A walk.", "says too little"),
        ("name", " Walk", "begins or ends with spaces"),
        ("email", "jo.smith@council.example.org", "the e-mail address of one person"),
        ("schedules.0.valid_to", "2026-05-31", "is past"),
        ("schedules.0.interval", 2, "without dtstart"),
    ],
)
def test_what_could_be_better(path: str, value: Any, said: str) -> None:
    found = findings(changed(path, value))
    assert [one.level for one in found] == [Level.COULD_BE_BETTER], found
    assert said in found[0].problem


@pytest.mark.parametrize(
    ("email", "personal"),
    [
        ("jo.bloggs@example.org", True),
        ("j.bloggs@example.org", True),
        ("jobloggs1970@gmail.com", True),
        ("martin.paget@example.org", True),
        ("info@example.org", False),
        ("margate.library@kent.example", False),
        ("walkinggroup@gmail.com", False),
        ("enquiries.margate@example.org", False),
        (None, False),
        ("nonsense", False),
    ],
)
def test_whose_address_it_looks_like(email: str | None, personal: bool) -> None:
    assert looks_personal(email) is personal


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"contents": ...}, "contents", "is missing."),
        ({"contents": ..., "content": []}, "content", "is named as in version 1.0"),
        ({"total_items": ...}, "total_items", "is missing."),
        ({"total_items": "3"}, "total_items", "is no count."),
        ({"empty": 0}, "empty", "is neither true nor false."),
        ({"size": 50}, "size", "is not how many records the page has, 2."),
        ({"empty": True}, "empty", "contradicts the contents."),
        ({"page_number": 2, "first_page": False, "last_page": True}, "page_number", "is not the page"),
        ({"first_page": False}, "first_page", "contradicts page_number 1."),
        ({"last_page": True}, "last_page", "contradicts page 1 of 2."),
        ({"total_pages": 9}, "total_pages", "cannot be for 3 records."),
        ({"total_items": 1, "total_pages": 1, "last_page": True}, "total_items", "is less than"),
    ],
)
def test_envelopes(change: dict[str, Any], field: str, said: str) -> None:
    body = {name: value for name, value in (PAGE | change).items() if value is not ...}
    found = list(check_sheet(Sheet("service", body, "page 1", 1)))
    assert [(one.field, one.problem.startswith(said)) for one in found] == [(field, True)]


def test_sound_envelopes() -> None:
    assert list(check_sheet(Sheet("service", PAGE, "page 1", 1))) == []
    empty = PAGE | {
        "total_items": 0,
        "total_pages": 0,
        "size": 0,
        "last_page": True,
        "empty": True,
        "contents": [],
    }
    assert list(check_sheet(Sheet("service", empty, "page 1", 1))) == []
    past = PAGE | {
        "page_number": 9,
        "size": 0,
        "first_page": False,
        "last_page": True,
        "empty": True,
        "contents": [],
    }
    assert list(check_sheet(Sheet("service", past, "page 9", 9))) == []
    assert [one.level for one in check_sheet(Sheet("service", {}, "page 1"))] == [Level.FAILS]
    assert [one.level for one in check_sheet(Sheet("service", [], "page 1"))] == [Level.FAILS]


def test_one_id_for_two_things() -> None:
    other = service(2, id=uid("service", 1))
    seen = [Record("service", one, f"record {n}", "listed") for n, one in enumerate([service(1), other], 1)]
    (found,) = lint("feed", seen, today=TODAY).findings(Level.FAILS)
    assert (found.field, found.problem, found.place) == (
        "id", "is the id of another service too: record 1.", "record 2"
    )  # fmt: skip


def test_a_report_counts_all_and_keeps_some() -> None:
    bad = [Record("service", service(n, email="x"), f"record {n}", "listed") for n in range(1200)]
    report = lint("feed", bad, today=TODAY)
    assert report.count(Level.FAILS) == 1200
    assert len(list(report.findings(Level.FAILS))) == 1000
    lines = "\n".join(report.as_lines(2))
    assert "service.email is no e-mail address such as hello@example.org.  (1,200 times)" in lines
    assert "… and 1,198 more" in lines
