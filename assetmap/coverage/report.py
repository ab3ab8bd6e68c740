"""The gaps of a district in answer to a query: what pages, API and command ask for."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from assetmap.coverage.cache import Kept, current_version
from assetmap.coverage.demand import Demand
from assetmap.coverage.gaps import DEFAULT_REACH_M, GapTable, find_gaps
from assetmap.coverage.load import find_area, load_demand, load_supply
from assetmap.directory.categories import Categories, Category
from assetmap.errors import InvalidQuery
from assetmap.listing.query import SearchQuery

MIN_REACH_M = 100
MAX_REACH_M = 30_000
#: As many wards as are measured while somebody waits, more than three times those of Kent and Medway.
MOST_WARDS = 1_000

_WARDS = text("SELECT count(*) FROM area WHERE kind = 'ward'")
_demands: Kept[Demand] = Kept(most=32)
_tables: Kept[GapTable] = Kept(most=64)


def report_gaps(
    connection: Connection, query: SearchQuery, categories: Categories, reach_m: int = DEFAULT_REACH_M
) -> GapTable:
    """Measure the gaps that a query asks about.

    Parameters
    ----------
    connection : Connection
    query : SearchQuery
        `district` (a district or county, by code or name) or `ward` chooses the wards; `category` (leaves or
        whole groups; none means all) the columns; day, part, free, age, step_free, delivery and joining the
        services that count. Words, postcode, radius and box are not looked at.
    categories : Categories
    reach_m : int, metres
        How far is near enough, in a straight line.

    Returns
    -------
    GapTable
        The same query finds the same table again until the listing or the geography changes.

    Raises
    ------
    NotFound
        When there is no such area or category, or nothing is loaded.
    InvalidQuery
        When the reach is out of bounds.
    """
    _require_reach(reach_m)
    wanted = choose_categories(categories, query.category)
    within = find_area(connection, query)
    made_from = current_version(connection)
    place = made_from.geography and (made_from.geography, within)

    def measure() -> GapTable:
        demand = _demands.get(place, lambda: load_demand(connection, within))
        supply = load_supply(connection, query, [category.slug for category in wanted], demand, reach_m)
        return find_gaps(demand, supply, wanted, reach_m)

    question = (place, made_from.listing, _filters(query), tuple(wanted), reach_m)
    return _tables.get(question if place and made_from.listing else None, measure)


def check_question(connection: Connection, query: SearchQuery, categories: Categories, reach_m: int) -> None:
    """Raise what `report_gaps` would raise of a question, and refuse what is too much; nothing is measured.

    Raises
    ------
    NotFound
        When there is no such area or category.
    InvalidQuery
        When the reach is out of bounds, or no area is named and there are more than MOST_WARDS.
    """
    _require_reach(reach_m)
    choose_categories(categories, query.category)
    find_area(connection, query)
    refuse_too_many(connection, query)


def refuse_too_many(connection: Connection, query: SearchQuery) -> None:
    """Refuse, before anything is measured, a query about more wards than a web request has time for.

    Raises
    ------
    InvalidQuery
        When no area is named and there are more than MOST_WARDS.
    """
    if query.district or query.ward:
        return
    wards = connection.execute(_WARDS).scalar_one()
    if wards > MOST_WARDS:
        problem = (
            f"is needed, because there are {wards:,} wards and at most {MOST_WARDS:,} are measured at once"
        )
        raise InvalidQuery(
            [("district", problem)], hint="Name a district or county, such as Thanet or E07000114."
        )


def choose_categories(categories: Categories, slugs: Sequence[str]) -> list[Category]:
    """The categories with these slugs, those of a whole group for a group's slug, all for none at all.

    Raises
    ------
    NotFound
        When a slug is that of neither.
    """
    if not slugs:
        return list(categories)
    chosen = [leaf for slug in slugs for leaf in categories.in_group(slug) or (categories.get(slug),)]
    return list(dict.fromkeys(chosen))


def _require_reach(reach_m: int) -> None:
    if not MIN_REACH_M <= reach_m <= MAX_REACH_M:
        problem = f"is a number of metres from {MIN_REACH_M} to {MAX_REACH_M}, not '{reach_m}'"
        raise InvalidQuery([("reach_m", problem)])


def _filters(query: SearchQuery) -> SearchQuery:
    """The parts of a query that decide which services count, so that other parts make no second answer."""
    return SearchQuery(
        day=query.day,
        part=query.part,
        free=query.free,
        age=query.age,
        step_free=query.step_free,
        delivery=query.delivery,
        joining=query.joining,
    )
