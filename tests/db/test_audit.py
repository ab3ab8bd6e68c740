"""The audit: who, what, which ids and why, without values, and never changed."""

from uuid import UUID

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from assetmap.directory.audit import check_reason, record
from assetmap.errors import ReasonRefused

ID = UUID(int=77)


@pytest.fixture
def audited(connection: Connection) -> Connection:
    """A connection whose audit has one row."""
    record(connection, " ann ", "hide", "service", [ID, 12], "  asked\n for by letter ", ["name", "email"])
    return connection


def rows(connection: Connection) -> list[tuple[object, ...]]:
    found = connection.execute(text("SELECT actor, action, kind, ids, fields, why FROM audit ORDER BY id"))
    return [tuple(row) for row in found]


def test_an_act_is_kept_with_who_what_which_and_why(audited: Connection) -> None:
    assert rows(audited) == [
        ("ann", "hide", "service", [str(ID), "12"], ["name", "email"], "asked for by letter")
    ]
    assert audited.scalar(text("SELECT at = now() FROM audit"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'ben'",
        "UPDATE audit SET why = 'another'",
        "UPDATE audit SET why = '[erased]'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id > 0",
        "TRUNCATE audit",
        "SELECT set_config('assetmap.erasing', 'yes', true); UPDATE audit SET actor = '[erased]'",
        "SELECT set_config('assetmap.erasing', 'yes', true); UPDATE audit SET why = 'another'",
        "SELECT set_config('assetmap.erasing', 'yes', true); DELETE FROM audit",
    ],
)
def test_not_even_its_owner_changes_the_audit(audited: Connection, statement: str) -> None:
    before = rows(audited)
    act = audited.begin_nested()
    with pytest.raises(DBAPIError, match="append only"):
        audited.exec_driver_sql(statement)
    act.rollback()
    assert rows(audited) == before


def test_an_act_that_is_undone_leaves_no_trace(connection: Connection) -> None:
    with connection.begin_nested() as act:
        record(connection, "ann", "hide", "service", [ID], "asked for")
        act.rollback()
    assert rows(connection) == []


@pytest.mark.parametrize(
    ("why", "kind"),
    [
        ("asked by ann@example.org", "an email address"),
        ("asked by ANN＠example.org", "an email address"),
        ("07700 900123 is private", "a telephone number"),
        ("call +44 7700 900 123", "a telephone number"),
        ("her number (01843) 555.010", "a telephone number"),
        ("number ０７７００９００１２３", "a telephone number"),
        ("lives at CT9 1XZ", "a postcode"),
        ("lives at ct91xz now", "a postcode"),
    ],
)
def test_a_reason_with_a_value_in_it_is_refused(connection: Connection, why: str, kind: str) -> None:
    with pytest.raises(ReasonRefused, match=f"seems to hold {kind}"):
        record(connection, "ann", "hide", "service", [ID], why)
    assert rows(connection) == []


@pytest.mark.parametrize(
    "why",
    [
        "GDPR article 17, letter of 2026-11-28",
        "Ticket 20261128-0042, asked for by the charity",
        "The group closed on 3 May 2026 at 10:30",
        "“It's gone”: 100% sure; see §4.2 & §5",
    ],
)
def test_an_ordinary_reason_is_taken(why: str) -> None:
    assert check_reason(why) == why


@pytest.mark.parametrize("why", ["", " \n", "a\x00b", "x" * 501])
def test_a_reason_that_says_nothing_or_too_much_is_refused(why: str) -> None:
    with pytest.raises(ReasonRefused) as raised:
        check_reason(why)
    assert raised.value.hint
