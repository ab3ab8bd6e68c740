"""What the listing holds for coverage: places and areas served, by the same filters as search."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select, text

from assetmap.listing.facets import any_of
from assetmap.listing.query import SearchQuery
from assetmap.listing.where import matching
from assetmap.model.listing import Listing

# Past this many, asking for the categories by name costs more than reading every row.
FEW = 10


def coverage_rows(
    connection: Connection, query: SearchQuery, categories: Sequence[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """Every place, and every service that comes to an area, that the filters of a query let through.

    A service that comes to people but names no area is left out, and so is one online or by telephone.

    Parameters
    ----------
    connection : Connection
    query : SearchQuery
        Its filters count (day, part, free, age, step_free, delivery, joining); its categories, words, place
        and radius do not.
    categories : sequence of str
        Slugs; rows of other categories may be left out.

    Yields
    ------
    tuple
        service_id, x and y (metres in EPSG:27700, None where the service comes to an area), ward_code,
        categories, serves (codes of areas; for a place, none means that anybody may come).
    """
    few = [any_of("cat", categories)] if len(categories) <= FEW else []
    where = matching(query.replace(q="", category=()), name="supply", also=few)
    for row in connection.execute(_rows().where(text(where.sql)), where.values):
        yield tuple(row)


def _rows() -> Select[Any]:
    visits = and_(Listing.listing_group == "area", Listing.serves != [])
    return (
        select(
            Listing.service_id,
            func.ST_X(Listing.point),
            func.ST_Y(Listing.point),
            Listing.ward_code,
            Listing.categories,
            Listing.serves,
        )
        .where(or_(Listing.listing_group == "place", visits))
        .order_by(Listing.id)
    )
