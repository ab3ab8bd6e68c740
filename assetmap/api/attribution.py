"""What the licences of the data ask to be said with it, in every answer."""

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from assetmap.api.context import settings
from assetmap.geography.manifest import read_manifest

_SOURCES = text(
    "SELECT name, title, licence, attribution, url, read_at, failing_since FROM listing_source "
    "ORDER BY title, name LIMIT 200"
)


def geography_licence() -> dict[str, Any]:
    """Return the licence of boundaries, postcodes and figures, and the words it asks for."""
    return _of_pack(settings().data_dir)


def service_sources(connection: Connection) -> list[dict[str, Any]]:
    """Return the sources of the services, each with its own licence and words, and how fresh it is."""
    return [dict(row) for row in connection.execute(_SOURCES).mappings()]


@cache
def _of_pack(folder: Path) -> dict[str, Any]:
    pack = read_manifest(folder)
    return {
        "licence": {"name": pack.get("licence"), "url": pack.get("licence_url")},
        "attribution": pack.get("attribution"),
    }
