"""The map: the places in view that a query matches, one by one or grouped by the server.

A view of a county or of England may hold a hundred thousand places. Facets and ages are therefore kept a
second time, as bits beside whole metres in `listing_point`, whose index alone answers most views. Words,
districts, wards and service areas are not among the bits; views that ask for them read the listing itself.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

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
#: Words that so many listings have, in a wide view and in a narrower one, are counted in a sample of the
#: listing's pages, and said to be. A narrower view finds its rows close together, and can read more of them.
MANY = 20_000
MANY_NEAR = 50_000
SAMPLE_PERCENT = 5
_COUNTED = "count(*)"
_TOTAL = "(SELECT sum(count) FROM square)"
# Two figures: more would pretend to be exact.
_ROUNDED = "round({0}, 1 - floor(log({0}))::integer)::bigint"
_TOO_MANY = "(SELECT count(*) = :many FROM (SELECT FROM ({matched}) AS matched LIMIT :many) AS counted)"
SINGLE = (
    "jsonb_build_object('type', 'Feature', 'geometry', jsonb_build_object('type', 'Point', 'coordinates', "
    "jsonb_build_array(card -> 'longitude', card -> 'latitude')), 'properties', jsonb_strip_nulls("
    "jsonb_build_object('id', id, 'name', name, 'organization', organization_name, 'hours', card -> 'hours', "
    "'cost', card -> 'cost')))"
)
_LISTED = (
    "SELECT number, ST_X(point)::integer AS easting, ST_Y(point)::integer AS northing "
    "FROM listing{sample} WHERE "
)
_BOX = (
    "easting BETWEEN :{name}_west_m AND :{name}_east_m "
    "AND northing BETWEEN :{name}_south_m AND :{name}_north_m"
)
_ENVELOPE = (
    "point && ST_MakeEnvelope(:{name}_west_m, :{name}_south_m, :{name}_east_m, :{name}_north_m, 27700)"
)
# The CASE hides the point from the planner, which for so wide a view would read the whole index of points.
_WIDE = (
    "CASE WHEN ST_X(point) BETWEEN :{name}_west_m AND :{name}_east_m "
    "AND ST_Y(point) BETWEEN :{name}_south_m AND :{name}_north_m THEN true ELSE false END"
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
        GeoJSON: `features` of points in EPSG:4326, with `total` (how many services are in view), `grouped`,
        and `approximate` (the counts are of two figures, from a sample). A service has `id`, `name`,
        `organization`, `hours` and `cost`; a group has `count`, which is two or more.

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
        found = {"total": 0, "grouped": False, "approximate": False, "features": []}
    else:
        matched = _matched(understand(connection, query), view)
        values = matched.values | {"few": FEW, "square_m": view.square_m}
        found = connection.execute(text(_statement(matched)), values).scalar_one()
    return {"type": "FeatureCollection", **found}


class _Matched(NamedTuple):
    """The SQL of the places that match, each with its number and metres; and of a sample of them."""

    sql: str
    values: dict[str, Any]
    sample: str | None = None


def _statement(matched: _Matched) -> str:
    exact = {"count": _COUNTED, "total": _TOTAL, "approximate": "false"}
    parts = {"too_many": "false", "sampled_groups": "SELECT CAST(NULL AS jsonb)"}
    if matched.sample:
        rounded = _ROUNDED.format(f"(count(*) * {100 / SAMPLE_PERCENT})::numeric")
        sampled = {"count": rounded, "total": _ROUNDED.format(_TOTAL), "approximate": "true"}
        parts = {
            "too_many": _TOO_MANY.format(matched=matched.sql),
            "sampled_groups": sql("map_groups").format(matched=matched.sample, single=SINGLE, **sampled),
        }
    groups = sql("map_groups").format(matched=matched.sql, single=SINGLE, **exact)
    return sql("map").format(matched=matched.sql, single=SINGLE, groups=groups, **parts)


def _matched(understood: Understood, view: View) -> _Matched:
    query = understood.query
    if query.q or query.bbox or understood.inside:
        listed = _in_view(place_where(understood), view)
        many = MANY if view.tiles is None else MANY_NEAR
        sample = _LISTED.format(sample=f" TABLESAMPLE SYSTEM ({SAMPLE_PERCENT}) REPEATABLE (1)") + listed.sql
        return _Matched(_LISTED.format(sample="") + listed.sql, listed.values | {"many": many}, sample)
    small = _small(understood, view)
    if not understood.home:
        return _Matched(_SMALL + small.sql, small.values)
    # What is limited to areas is the smaller part, and only the listing knows to which.
    listed = _in_view(place_where(understood, only_limited=True), view)
    both = f"{_SMALL}{small.sql} UNION ALL {_LISTED.format(sample='')}{listed.sql}"
    return _Matched(both, small.values | listed.values)


def _in_view(where: Where, view: View) -> Where:
    return where.both(_WIDE if view.tiles is None else _ENVELOPE, **_metres(view))


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
