"""What the listing holds for coverage: places and areas served, by the same filters as search."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from assetmap.listing.facets import all_of, any_of, choices
from assetmap.listing.query import SearchQuery
from assetmap.listing.statements import statement

# Past this many, asking for the categories by name costs more than reading every row.
_FEW = 10


def coverage_rows(
    connection: Connection, query: SearchQuery, categories: Sequence[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """Every place and every service that comes to an area, that the filters of a query let through.

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
    facets = choices(query)
    facets["category"] = any_of("cat", categories) if len(categories) <= _FEW else ""
    bound = {"facets": all_of(facets.values()), "age": query.age}
    for row in connection.execute(statement("supply"), bound):
        yield tuple(row)
