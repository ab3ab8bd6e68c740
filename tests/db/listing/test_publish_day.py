"""A new day begins: what has hours or prices with dates is published again, and nothing else is touched."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, text

from assetmap.listing.publish import Published, publish, publish_day
from assetmap.model import Listing

AddService = Any


def let_three_days_pass(connection: Connection) -> None:
    """Put everything that has a date three days back, which is the same as waiting."""
    for sql in (
        "UPDATE schedule SET valid_from = valid_from - 3, valid_to = valid_to - 3",
        "UPDATE cost_option SET valid_from = valid_from - 3, valid_to = valid_to - 3",
        "UPDATE listing SET published_at = published_at - interval '3 days'",
    ):
        connection.execute(text(sql))


def give_dates(connection: Connection, table: str, column: str, days: int, service_id: UUID) -> None:
    sql = f"UPDATE {table} SET {column} = current_date + :days WHERE service_id = :id"
    assert connection.execute(text(sql), {"days": days, "id": service_id}).rowcount == 1


def card(connection: Connection, service_id: UUID) -> dict[str, Any]:
    query = select(Listing.card).where(Listing.service_id == service_id)
    return dict(connection.execute(query).scalar_one())


def test_hours_go_on_the_day_after_their_last(kent: Connection, add_service: AddService) -> None:
    ends_tomorrow, ends_today_in_three = add_service("One", days="TU"), add_service("Two", days="WE")
    add_service("Without dates", days="TH")
    give_dates(kent, "schedule", "valid_to", 1, ends_tomorrow)
    give_dates(kent, "schedule", "valid_to", 3, ends_today_in_three)
    publish(kent)
    assert "hours" in card(kent, ends_tomorrow)
    let_three_days_pass(kent)
    assert publish_day(kent) == Published(listed=1, written=1, removed=0)
    assert "hours" not in card(kent, ends_tomorrow)
    assert "hours" in card(kent, ends_today_in_three)
    assert publish_day(kent) == Published(listed=0, written=0, removed=0)


def test_hours_of_a_place_end_as_well(kent: Connection, add_service: AddService) -> None:
    service = add_service("At a place", days="TU")
    kent.execute(text(
        "UPDATE schedule SET service_id = NULL, valid_to = current_date,"
        " service_at_location_id = (SELECT id FROM service_at_location)"
    ))  # fmt: skip
    publish(kent)
    assert "hours" in card(kent, service)
    let_three_days_pass(kent)
    assert publish_day(kent).written == 1
    assert "hours" not in card(kent, service)


@pytest.mark.parametrize(
    ("column", "days", "before", "after"),
    [("valid_from", 2, False, True), ("valid_to", 2, True, False)],
)
def test_prices_begin_and_end_on_their_day(
    kent: Connection, add_service: AddService, column: str, days: int, before: bool, after: bool
) -> None:
    service = add_service("Free for a while", costs=[("0.00", None)])
    give_dates(kent, "cost_option", column, days, service)
    publish(kent)
    assert ("cost" in card(kent, service)) is before
    let_three_days_pass(kent)
    assert publish_day(kent).written == 1
    assert ("cost" in card(kent, service)) is after


def test_what_is_not_listed_stays_away(kent: Connection, add_service: AddService) -> None:
    service = add_service("Gone", days="TU", status="inactive")
    give_dates(kent, "schedule", "valid_to", 1, service)
    let_three_days_pass(kent)
    assert publish_day(kent) == Published(listed=0, written=0, removed=0)
