"""Whether this AssetMap can answer: for load balancers and monitors, so it says what and never why."""

from contextlib import suppress
from functools import cache

import orjson
from flask import Response
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from assetmap.api.context import connection
from assetmap.database import migrate
from assetmap.database.roles import state_of
from assetmap.errors import AssetMapError

_LISTING = text("SELECT EXISTS (SELECT FROM listing)")


def health() -> Response:
    """Answer 200 when pages and API can be served, else 503; `checks` says which part is missing.

    `roles` says whether the database itself keeps this site from what isn't published.
    """
    checks = {"database": "unavailable", "tables": "unknown", "listing": "unknown"}
    in_force = "unknown"
    # Why it fails may name a host or a user, and anybody may ask this.
    with suppress(AssetMapError, SQLAlchemyError):
        checks |= _look(connection())
        in_force = state_of(connection())
    well = set(checks.values()) == {"ok"}
    body = orjson.dumps({"status": "ok" if well else "unavailable", "checks": checks, "roles": in_force})
    response = Response(body, status=200 if well else 503, mimetype="application/json")
    response.cache_control.no_store = True
    return response


def _look(connection: Connection) -> dict[str, str]:
    have = migrate.current_revision(connection)
    if have != _needed():
        return {"database": "ok", "tables": "out of date" if have else "missing"}
    there = connection.execute(_LISTING).scalar_one()
    return {"database": "ok", "tables": "ok", "listing": "ok" if there else "empty"}


@cache
def _needed() -> str | None:
    """Return the version of the tables that this code needs; it cannot change while the code runs."""
    return migrate.newest_revision()
