"""GeoJSON (RFC 7946): a feature a listing, and what the licences ask for as members of the collection."""

from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from assetmap.export.about import TITLE, About, said_at
from assetmap.export.choice import Choice, Row
from assetmap.export.columns import NAMES, flat_rows

# What a feature holds in places of its own.
_OUTSIDE = frozenset({"id", "latitude", "longitude"})
_PROPERTIES = tuple(name for name in NAMES if name not in _OUTSIDE)


def write_geojson(path: Path, connection: Connection, choice: Choice, about: About) -> int:
    """Write the listings as GeoJSON, a line a feature, without geometry where they have no place."""
    count = 0
    with path.open("wb") as file:
        # The collection is written as if it were empty, and its features are put before the end.
        head = orjson.dumps({"type": "FeatureCollection", **_members(about), "features": []})
        file.write(head.removesuffix(b"]}"))
        for count, row in enumerate(flat_rows(connection, choice), 1):
            file.write(b"\n" if count == 1 else b",\n")
            file.write(orjson.dumps(_feature(row)))
        file.write(b"\n]}\n")
    return count


def _members(about: About) -> dict[str, Any]:
    return {
        "name": TITLE,
        "timeStamp": said_at(about.changed_at),
        "filters": [list(pair) for pair in about.filters],
        "licence": {"name": about.geography.name, "url": about.geography.url},
        "attribution": about.attribution,
        "sources": [source.as_json() for source in about.sources],
        "about": about.lines(),
    }


def _feature(row: Row) -> dict[str, Any]:
    point = None
    if row["longitude"] is not None:
        point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    properties = {name: row[name] for name in _PROPERTIES if row[name] is not None}
    return {"type": "Feature", "id": row["id"], "geometry": point, "properties": properties}
