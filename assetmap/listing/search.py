"""Search: from a SearchQuery to the listings that suit a person, in one statement that answers JSON."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from assetmap.listing.map import map_features
from assetmap.listing.places import get_listing, list_places
from assetmap.listing.query import MAX_RADIUS_M, MAX_RESULTS, SearchQuery
from assetmap.listing.reach import other_where, place_where
from assetmap.listing.results import Group, SearchResult
from assetmap.listing.statements import sql
from assetmap.listing.understand import Understood, understand
from assetmap.listing.widen import find_wider

__all__ = ["find_listings", "get_listing", "list_places", "map_features"]

BEYOND = 5
#: Of words that more listings have, so many are ranked, the first by name.
RANKED = 5_000
_ROW = "card || jsonb_build_object('id', id)"
_NEAR_ROW = "card || jsonb_build_object('id', id, 'distance_m', round(position))"


def find_listings(connection: Connection, query: SearchQuery) -> SearchResult:
    """Find the listings that suit a query.

    Parameters
    ----------
    connection : Connection
    query : SearchQuery
        With a postcode, places within `radius_m` (metres, in a straight line) that serve the home come
        nearest first, and words only filter: a person can weigh names, but not travel twice as far without
        knowing. Without a postcode they come by how well they match the words, and else by name. What comes
        to people or needs no place is in order of name, or of the words without a postcode.

    Returns
    -------
    SearchResult
        A page of each group. Ties are in order of name and id, so pages neither repeat nor miss a row.

    Raises
    ------
    NotFound
        When the postcode is unknown.
    InvalidQuery
        When the district or ward is unknown.

    Notes
    -----
    At most four queries: the postcode, the words and areas, the results, and what would widen the search
    when no place was found. Places are read from a GiST index of (point, terms) by distance, as
    Hjaltason and Samet (1999), Distance browsing in spatial databases, with every filter in the same index.

    Examples
    --------
    >>> query = SearchQuery.parse({"postcode": ["CT9 1XX"], "category": ["walking-groups"]})
    >>> result = find_listings(connection, query)  # doctest: +SKIP
    >>> [card["distance_m"] for card in result.places.cards]  # doctest: +SKIP
    [312, 868, 1240]
    """
    understood = understand(connection, query)
    found = _read(connection, _Statement.of(understood))
    places = Group(found["places"] or (), found["places_total"])
    return SearchResult(
        query=query,
        home=understood.home,
        inside=understood.inside,
        spelling=understood.spelling,
        places=places,
        areas=Group(found["areas"] or (), found["areas_total"]),
        remote=Group(found["remote"] or (), found["remote_total"]),
        beyond=found["beyond"] or (),
        wider=() if places.total else find_wider(connection, understood),
    )


@dataclass(frozen=True, slots=True)
class _Statement:
    """The text of one search, and its values."""

    sql: str
    values: dict[str, Any]

    @classmethod
    def of(cls, understood: Understood) -> "_Statement":
        query, home = understood.query, understood.home
        places, areas = place_where(understood), other_where(understood, "area")
        remote = other_where(understood, "remote")
        unplaced = sql("by_rank" if query.q and not home else "by_name")
        parts = {
            "row": _NEAR_ROW if home else _ROW,
            "places": (sql("nearest") if home else unplaced).format(where=places.sql),
            "areas": unplaced.format(where=areas.sql),
            "remote": unplaced.format(where=remote.sql),
            "beyond": "SELECT NULL",
        }
        values: dict[str, Any] = {"per_page": query.per_page, "offset": query.offset, "most": MAX_RESULTS + 1}
        values |= places.values | areas.values | remote.values
        if query.q and not home:
            values |= {"words": query.q, "ranked": RANKED}
        if home:
            values |= {"x": home.easting, "y": home.northing}
        if home and query.page == 1:
            anywhere = understood.asking(query.replace(radius_m=MAX_RADIUS_M, district=None, ward=None))
            beyond = place_where(anywhere, name="beyond")
            parts["beyond"] = sql("beyond").format(row=_NEAR_ROW, beyond=beyond.sql)
            values |= beyond.values | {"furthest": MAX_RADIUS_M, "beyond_most": BEYOND}
        return cls(sql("results").format(**parts), values)


def _read(connection: Connection, search: _Statement) -> dict[str, Any]:
    found: dict[str, Any] = connection.execute(text(search.sql), search.values).scalar_one()
    return found
