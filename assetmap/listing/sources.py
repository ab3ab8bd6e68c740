"""Where the published services come from, for whoever must say so."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

_SOURCES = text(
    "SELECT name, title, licence, attribution, url, imported_at, read_at, failing_since FROM listing_source "
    "ORDER BY title, name LIMIT 1000"
)


def list_sources(connection: Connection) -> Sequence[Row[Any]]:
    """Each source with its licence, the words that asks for, and how fresh it is."""
    return connection.execute(_SOURCES).all()
