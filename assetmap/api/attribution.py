"""What the licences of the data ask to be said with it, in every answer."""

from typing import Any

from sqlalchemy import Connection

from assetmap.api.context import settings
from assetmap.geography.attribution import pack_licence
from assetmap.listing.sources import list_sources

#: What is said of a source; when the whole of it was last read is for those who keep it.
_SAID = ("name", "title", "licence", "attribution", "url", "read_at", "failing_since")


def geography_licence() -> dict[str, Any]:
    """Return the licence of boundaries, postcodes and figures, and the words it asks for."""
    licence = pack_licence(settings().data_dir)
    return {"licence": {"name": licence.name, "url": licence.url}, "attribution": licence.attribution}


def service_sources(connection: Connection) -> list[dict[str, Any]]:
    """Return the sources of the services, each with its own licence and words, and how fresh it is."""
    return [{name: row._mapping[name] for name in _SAID} for row in list_sources(connection)]
