"""What the listing holds for coverage: places and areas served, by the same filters as search."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, cast, func, select, text

from assetmap.listing.facets import any_of
from assetmap.listing.query import SearchQuery
from assetmap.listing.where import Where, matching
from assetmap.model.base import BRITISH_NATIONAL_GRID
from assetmap.model.listing import Listing

# Past this many, asking for the categories by name costs more than reading every row.
FEW = 30
# A million arrays and UUIDs cost Python five times what their text does, and few lists of codes differ.
_ROWS = select(
    cast(Listing.service_id, Text),
    func.ST_X(Listing.point),
    func.ST_Y(Listing.point),
    Listing.ward_code,
    func.array_to_string(Listing.categories, " "),
    func.array_to_string(Listing.serves, " "),
)
_BOX = (
    f"point && ST_MakeEnvelope(:{{name}}_w, :{{name}}_s, :{{name}}_e, :{{name}}_n, {BRITISH_NATIONAL_GRID})"
)
# People must go to what happens in person alone, and where is not known; a confidential place fetches them.
_NO_TRAVEL = "(NOT terms @@ '''=how/in-person'' & !''=how/at-home''' OR card ? 'confidential')"


class Around(NamedTuple):
    """A rectangle (metres, EPSG:27700), and the codes of the areas that people there live in."""

    west: float
    south: float
    east: float
    north: float
    areas: Sequence[str]


def coverage_rows(
    connection: Connection, query: SearchQuery, categories: Sequence[str] = (), around: Around | None = None
) -> Iterator[tuple[Any, ...]]:
    """Every place, and every service that comes to an area, that the filters of a query let through.

    A service that comes to people but names no area is left out, and so is one online or by telephone, or
    one to which people must go without its being known where.

    Parameters
    ----------
    connection : Connection
    query : SearchQuery
        Its filters count (day, part, free, age, step_free, delivery, joining); its categories, words, place
        and radius do not.
    categories : sequence of str
        Slugs; rows of other categories may be left out.
    around : Around, optional
        Only places inside the rectangle, and services that come to one of the areas.

    Yields
    ------
    tuple
        service_id as text, x and y (metres in EPSG:27700, None where the service comes to an area),
        ward_code, categories, serves (codes of areas; for a place, none means that anybody may come).
    """
    codes = cache(_codes)
    for where in _places_and_visits(query, categories, around):
        rows = _ROWS.where(text(where.sql)).order_by(Listing.id)
        for service, x, y, ward, slugs, serves in connection.execute(rows, where.values):
            yield service, x, y, ward, codes(slugs), codes(serves)


def _codes(joined: str) -> tuple[str, ...]:
    return tuple(joined.split())


def count_places(connection: Connection, query: SearchQuery, categories: Sequence[str], most: int) -> int:
    """How many places `coverage_rows` would give, without counting further than `most`."""
    places, _ = _places_and_visits(query, categories, None)
    some = select(Listing.id).where(text(places.sql)).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some), places.values).scalar_one())


def _places_and_visits(
    query: SearchQuery, categories: Sequence[str], around: Around | None
) -> tuple[Where, Where]:
    asked = query.replace(q="", category=())
    few = [any_of("cat", categories)] if len(categories) <= FEW else []
    places = matching(asked, name="place", group="place", also=few)
    visits = matching(asked, name="visit", group="area", also=few).both(_NO_TRAVEL).both("serves <> '{}'")
    if around is None:
        return places, visits
    west, south, east, north, areas = around
    # The areas are hundreds, and so many lexemes would take the index of terms seconds.
    ours = visits.both("serves && CAST(:{name}_areas AS text[])", areas=list(areas))
    return places.both(_BOX, w=west, s=south, e=east, n=north), ours
