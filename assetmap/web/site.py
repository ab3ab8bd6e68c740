"""What every page stands on: settings, categories, the request's connection, and what the listing holds."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g
from sqlalchemy import Connection, text

from assetmap.config import Settings
from assetmap.directory.categories import Categories

_VERSIONS = text("SELECT name, number FROM version")
_SAMPLES = text("SELECT EXISTS (SELECT FROM listing WHERE sample)")


@dataclass(frozen=True, slots=True)
class Versions:
    """Counters that move when the listing or the geography changes; answers are kept until then."""

    listing: int
    geography: int


def settings() -> Settings:
    """Return the settings of this application."""
    found: Settings = current_app.extensions["assetmap"]
    return found


def categories() -> Categories:
    """Return the tree of needs."""
    found: Categories = current_app.extensions["assetmap.categories"]
    return found


def kept() -> dict[str, Any]:
    """Return what this process keeps between requests, each with the version it was made from."""
    found: dict[str, Any] = current_app.extensions["assetmap.kept"]
    return found


def connection() -> Connection:
    """Return the request's one connection."""
    found: Connection = g.database.connection
    return found


def give_back() -> None:
    """Give the connection back before something that takes long without it."""
    g.database.close()


def versions() -> Versions:
    """Return the counters, asked for once a request."""
    if "versions" not in g:
        numbers = {row.name: row.number for row in connection().execute(_VERSIONS)}
        g.versions = Versions(numbers.get("listing", 0), numbers.get("geography", 0))
    found: Versions = g.versions
    return found


def has_samples() -> bool:
    """Say whether any service in the listing is invented; asked again only when the listing changes."""
    number = versions().listing
    known = kept().get("samples")
    if known is None or known[0] != number:
        known = kept()["samples"] = (number, bool(connection().execute(_SAMPLES).scalar_one()))
    return bool(known[1])
