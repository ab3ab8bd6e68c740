"""How a service is delivered and joined, how long the wait is, and whether it runs at all."""

import pytest

from assetmap.ingest.normalise.flags import read_flag
from assetmap.ingest.normalise.ways import (
    read_count,
    read_delivery,
    read_joining,
    read_status,
    read_waiting,
    waiting_unit,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In person", ("in-person",)),
        ("Face-to-face", ("in-person",)),
        ("in-person", ("in-person",)),
        ("In person and online", ("in-person", "online")),
        ("Zoom", ("online",)),
        ("Telephone", ("telephone",)),
        ("Home visits", ("at-home",)),
        ("At home; by phone", ("telephone", "at-home")),
        ("hybrid", ("in-person", "online")),
        ("", ()),
    ],
)
def test_delivery(text: str, expected: tuple[str, ...]) -> None:
    assert read_delivery(text).value == expected
    assert read_delivery(text).flaws == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Self-referral", ("self-referral",)),
        ("self referral or GP", ("self-referral", "gp")),
        ("Drop in", ("self-referral",)),
        ("Anyone can come", ("self-referral",)),
        ("Any", ("self-referral", "gp", "link-worker")),
        ("Social prescribing link worker", ("link-worker",)),
        ("Professional referral only, no self-referral", ("other",)),
        ("link-worker; other", ("link-worker", "other")),
    ],
)
def test_joining(text: str, expected: tuple[str, ...]) -> None:
    assert read_joining(text).value == expected


def test_a_way_that_we_do_not_know_names_those_that_we_do() -> None:
    flaw = read_delivery("by pigeon").flaws[0]
    assert flaw.outcome == "left_out"
    assert "in-person, online, telephone, at-home" in flaw.problem


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("2 weeks", None, 14),
        ("4-6 weeks", None, 42),
        ("about 3 months", None, 90),
        ("10 days", None, 10),
        ("None", None, 0),
        ("No waiting list", None, 0),
        ("3", "week", 21),
    ],
)
def test_waiting(text: str, unit: str | None, expected: int) -> None:
    assert read_waiting(text, unit).value == expected


def test_a_bare_number_waits_for_its_unit() -> None:
    assert read_waiting("3").value is None
    assert read_waiting("3").flaws
    assert waiting_unit("Waiting time (weeks)") == "week"
    assert waiting_unit("Waiting time") is None


def test_status() -> None:
    assert read_status("").value == "active"
    assert read_status("A").value == "active"
    assert read_status("Closed").value == "inactive"
    assert read_status("On hold").value == "temporarily closed"
    assert read_status("purple").flaws[0].action == "Taken to be active."


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Yes", True), ("y", True), ("✓", True), ("No", False), ("FALSE", False), ("", None)],
)
def test_flags(text: str, expected: bool | None) -> None:
    assert read_flag(text).value is expected
    assert read_flag(text).flaws == ()


def test_a_cross_may_mean_either() -> None:
    assert read_flag("x").value is None
    assert read_flag("x").flaws


def test_counts() -> None:
    assert read_count("12 places").value == 12
    assert read_count("1,200").value == 1200
    assert read_count("lots").flaws
