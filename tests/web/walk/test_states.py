"""What was public and is taken back is told by no address any more, whichever way it was taken back."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from shown_service import Shown, show_everything, words_of
from sqlalchemy import Connection, Engine, text
from walk import ids_of, words_in_tables, words_told

from assetmap.directory import hiding
from assetmap.directory.erasure.erase import erase
from assetmap.directory.erasure.phrase import Phrase
from assetmap.directory.renewal import renew_ids
from assetmap.directory.takedown import find_target
from assetmap.listing.publish import publish
from assetmap.secrecy.withhold import withhold

START = "zqlater"
#: Of a service that is gone, only the terms that it was filed under and its source are somebody else's too.
WHOLE = {
    "accessibility", "address", "contact", "cost_option", "funding", "language", "location", "organization",
    "organization_identifier", "phone", "schedule", "service", "service_area",
}  # fmt: skip
PLACE = {"accessibility", "address", "location"}
CONTACT = {"contact", "phone"}
ERASED = {"address", "contact", "organization"}


def hide(kind: str, of: str) -> Callable[[Connection, Shown], None]:
    def change(connection: Connection, shown: Shown) -> None:
        target = find_target(connection, str(getattr(shown, of)), kind)
        publish(connection, hiding.hide(connection, target, by="ann", why="asked for by letter"))

    return change


def hide_what_is_shown_in_another(connection: Connection, shown: Shown) -> None:
    link(connection, shown)
    hide("service", "service")(connection, shown)


def link(connection: Connection, shown: Shown) -> None:
    """Show the service as one with another, as after a merge."""
    other = show_everything(connection, "zqother")
    connection.execute(
        text("INSERT INTO service_link (service_id, into_service_id, rank) VALUES (:id, :into, 1)"),
        {"id": shown.service, "into": other.service},
    )
    publish(connection)


def mark_place(connection: Connection, shown: Shown) -> None:
    connection.execute(text("UPDATE location SET confidential = true WHERE id = :id"), {"id": shown.location})
    renewed = renew_ids(connection, [shown.service])
    publish(connection, [*renewed, *renewed.values()])


def mark_place_and_let_a_source_forget_it(connection: Connection, shown: Shown) -> None:
    for marked in (True, False):
        connection.execute(
            text("UPDATE location SET confidential = :marked WHERE id = :id"),
            {"marked": marked, "id": shown.location},
        )
        publish(connection, withhold(connection).to_publish)


def let_another_source_mark_the_place(connection: Connection, shown: Shown) -> None:
    secret = show_everything(connection, "zqsecret")
    places = {"secret": secret.location, "other": shown.location}
    connection.execute(text("UPDATE location SET confidential = true WHERE id = :secret"), places)
    connection.execute(
        text(
            "UPDATE address SET address_1 = (SELECT address_1 FROM address WHERE location_id = :other)"
            " WHERE location_id = :secret"
        ),
        places,
    )
    publish(connection, withhold(connection).to_publish)


def mark_place_of_what_is_shown_in_another(connection: Connection, shown: Shown) -> None:
    link(connection, shown)
    mark_place(connection, shown)


def change(statement: str) -> Callable[[Connection, Shown], None]:
    def run(connection: Connection, shown: Shown) -> None:
        connection.execute(text(statement), ids(shown))
        publish(connection)

    return run


def erase_each_word(connection: Connection, shown: Shown) -> None:
    for word in sorted(words_of(START, ERASED)):
        outcome = erase(connection, Phrase.parse(word), by="ann", why="asked for by letter")
        publish(connection, outcome.to_publish)


def ids(shown: Shown) -> dict[str, object]:
    return {name: getattr(shown, name) for name in shown.__slots__}


#: What is done, and the tables whose words nobody may be told of then.
STATES: dict[str, tuple[Callable[[Connection, Shown], None], set[str]]] = {
    "the service is hidden": (hide("service", "service"), WHOLE),
    "its place is hidden": (hide("place", "location"), PLACE),
    "its contact is hidden": (hide("contact", "contact"), CONTACT),
    "it is hidden after it was merged": (hide_what_is_shown_in_another, WHOLE),
    "its place is marked": (mark_place, PLACE),
    "its place is marked, and its source forgets that": (mark_place_and_let_a_source_forget_it, PLACE),
    "its place is marked by another source": (let_another_source_mark_the_place, PLACE),
    "its place is marked after it was merged": (mark_place_of_what_is_shown_in_another, PLACE),
    "it is erased word by word": (erase_each_word, ERASED),
    "it has ended": (change("UPDATE service SET status = 'defunct' WHERE id = :service"), WHOLE),
    "its contact takes back that it may be seen": (
        change("UPDATE contact SET publish = false WHERE id = :contact"),
        CONTACT,
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_told_of_what_was_taken_back(engine: Engine, client: FlaskClient, state: str) -> None:
    take_back, tables = STATES[state]
    with engine.begin() as connection:
        shown = show_everything(connection, START)
        # What stays, so that there is something to answer with.
        show_everything(connection, "zqalways")
        publish(connection)
    gone = words_of(START, tables)
    assert gone <= words_told(client, ids_of(shown), START)
    with engine.begin() as connection:
        take_back(connection, shown)
    assert not gone & words_told(client, ids_of(shown), START)
    with engine.connect() as connection:
        assert not gone & words_in_tables(connection, START)
