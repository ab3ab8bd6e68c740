"""The map: the places in view that a query matches, one by one or grouped by the server.

A view of a county or of England may hold a hundred thousand places. Facets and ages are therefore kept a
second time, as bits beside whole metres in `listing_point`, whose index alone answers most views. Words,
districts, wards and service areas are not among the bits; views that ask for them read the listing itself.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from assetmap.listing import facets
from assetmap.listing.bounds import Bounds
from assetmap.listing.map_view import View
from assetmap.listing.query import SearchQuery
from assetmap.listing.reach import place_where
from assetmap.listing.statements import sql
from assetmap.listing.understand import Understood, understand
from assetmap.listing.where import Where

#: Up to so many services are shown one by one.
FEW = 400
SINGLE = (
    "jsonb_build_object('type', 'Feature', 'geometry', jsonb_build_object('type', 'Point', 'coordinates', "
    "jsonb_build_array(card -> 'longitude', card -> 'latitude')), 'properties', jsonb_strip_nulls("
    "jsonb_build_object('id', id, 'name', name, 'organization', organization_name, 'hours', card -> 'hours', "
    "'cost', card -> 'cost')))"
)
_LISTED = (
    "SELECT number, ST_X(point)::integer AS easting, ST_Y(point)::integer AS northing FROM listing WHERE "
)
_BOX = (
    "easting BETWEEN :{name}_west_m AND :{name}_east_m "
    "AND northing BETWEEN :{name}_south_m AND :{name}_north_m"
)
_ENVELOPE = (
    "point && ST_MakeEnvelope(:{name}_west_m, :{name}_south_m, :{name}_east_m, :{name}_north_m, 27700)"
)
_NEAR = "(easting - :{name}_x) ^ 2 + (northing - :{name}_y) ^ 2 <= :{name}_radius_m ^ 2.0"
_SMALL = "SELECT number, easting, northing FROM listing_point WHERE "
_BITS = (
    "SELECT coalesce(bit_or(1::bigint << bit - {first}), 0) FROM listing_facet "
    "WHERE bit BETWEEN {first} AND {first} + 63 AND lexeme = ANY (CAST(:{name} AS text[]))"
)


def map_features(connection: Connection, query: SearchQuery, bounds: Bounds, zoom: int) -> dict[str, Any]:
    """Find what a map shows of a query's places.

    Parameters
    ----------
    connection : Connection
    query : SearchQuery
        As for `find_listings`; its page does not count.
    bounds : Bounds
        What the map shows, in degrees (EPSG:4326).
    zoom : int
        The map's zoom, as web maps number it. It sets how near services may be before they share a group.

    Returns
    -------
    dict
        GeoJSON: `features` of points in EPSG:4326, with `total` (how many services are in view) and
        `grouped`. A service has `id`, `name`, `organization`, `hours` and `cost`; a group has `count`, which
        is two or more.

    Raises
    ------
    NotFound, InvalidQuery
        As `find_listings` does.

    Examples
    --------
    >>> map_features(connection, SearchQuery(free=True), Bounds(1.3, 51.3, 1.5, 51.4), 12)  # doctest: +SKIP
    {'type': 'FeatureCollection', 'total': 31, 'grouped': False, 'features': [...]}
    """
    view = View.of(bounds, zoom)
    if view is None:
        return {"type": "FeatureCollection", "total": 0, "grouped": False, "features": []}
    matched, values = _matched(understand(connection, query), view)
    statement = text(sql("map").format(matched=matched, single=SINGLE))
    found = connection.execute(statement, values | {"few": FEW, "square_m": view.square_m}).scalar_one()
    return {"type": "FeatureCollection", **found}


def _matched(understood: Understood, view: View) -> tuple[str, dict[str, Any]]:
    """The SQL of the places that match, each with its number and metres."""
    query = understood.query
    if query.q or query.bbox or understood.inside:
        listed = _in_view(place_where(understood), view)
        return _LISTED + listed.sql, listed.values
    small = _small(understood, view)
    if not understood.home:
        return _SMALL + small.sql, small.values
    # What is limited to areas is the smaller part, and only the listing knows to which.
    listed = _in_view(place_where(understood, only_limited=True), view)
    return f"{_SMALL}{small.sql} UNION ALL {_LISTED}{listed.sql}", small.values | listed.values


def _in_view(where: Where, view: View) -> Where:
    return where.both(_ENVELOPE, **_metres(view))


def _metres(view: View) -> dict[str, int]:
    return {"west_m": view.west_m, "south_m": view.south_m, "east_m": view.east_m, "north_m": view.north_m}


def _small(understood: Understood, view: View) -> Where:
    """Conditions on `listing_point`."""
    query, home = understood.query, understood.home
    where = Where("small").both(_BOX, **_metres(view))
    if view.tiles is not None:
        where = where.both("tile = ANY (CAST(:{name}_tiles AS integer[]))", tiles=view.tiles)
    if home:
        where = where.both(_NEAR, x=home.easting, y=home.northing, radius_m=query.radius_m)
        where = _has_any(where, "open", [facets.lexeme("serves", facets.ALL)])
    for field, lexemes in facets.chosen(query).items():
        where = _has_any(where, field, lexemes)
    return where.of_age(query.age)


def _has_any(where: Where, field: str, lexemes: Sequence[str]) -> Where:
    """At least one of the bits of these facets; a facet that no listing ever had has no bit, and no match."""
    name = f"{where.name}_{field}"
    bits = [_BITS.format(first=first, name=name) for first in (0, 64, 128)]
    held = " | ".join(f"(facets_{number} & ({bit}))" for number, bit in enumerate(bits))
    return where.both(f"({held}) <> 0", **{field: list(lexemes)})
