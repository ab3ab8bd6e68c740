"""One listing with everything known of it, where it went, and the places of one service."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.errors import Gone, NotFound
from assetmap.listing.statements import statement

MOST_PLACES = 100
_PLACES = text(
    "SELECT card || jsonb_build_object('id', id) FROM listing WHERE service_id = :service_id "
    "ORDER BY listing_group, card ->> 'place', id LIMIT :most"
)
# What was taken down and what has a new id because it is secret now look the same to whoever asks.
_GONE = text(
    "SELECT EXISTS (SELECT FROM published_hidden WHERE id = :id)"
    " OR EXISTS (SELECT FROM gone_id WHERE id = :id)"
)
_MOVE = text("SELECT into_id FROM published_move WHERE id = :id")


def get_listing(connection: Connection, listing_id: UUID) -> dict[str, Any]:
    """Everything the public may know of a listing, in one query.

    Parameters
    ----------
    connection : Connection
    listing_id : UUID
        Of a service at a place, or of the service itself.

    Returns
    -------
    dict
        The service as HSDS-UK writes it, with our additions: `card` (as results show it), `listing`, `hours`,
        `cost`, `categories`, `sources` (each with its licence and when its whole list was last read) and
        `listings` (how many there are of this service, at all its places).

    Raises
    ------
    NotFound
        When nothing published has this id. A service whose places are all listed one by one is found by its
        own id as well: the first of its places answers.
    """
    found = connection.execute(statement("get_listing"), {"id": listing_id}).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such service here, or it is no longer offered.")
    document: dict[str, Any] = found
    return document


def find_move(connection: Connection, old_id: UUID) -> UUID | None:
    """The id under which what was merged into another is published now; None where nothing was."""
    return connection.execute(_MOVE, {"id": old_id}).scalar_one_or_none()


def refuse_gone(connection: Connection, old_id: UUID) -> None:
    """Raise Gone where the public knew this id and may not know what became of it."""
    if connection.execute(_GONE, {"id": old_id}).scalar_one():
        raise Gone("What was here is no longer published.")


def list_places(connection: Connection, service_id: UUID) -> list[dict[str, Any]]:
    """Cards of every listing of a service, at most a hundred, its area or remote listing first."""
    return list(connection.execute(_PLACES, {"service_id": service_id, "most": MOST_PLACES}).scalars())
