"""The WHERE of a query: conditions on the listing, with every value bound by name.

Search, the map and coverage share it, so that a filter means the same wherever it is used. `terms @@ …`
answers facets and words from one index; age and place have conditions of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assetmap.listing import facets
from assetmap.listing.bounds import Bounds
from assetmap.listing.query import SearchQuery
from assetmap.model.base import BRITISH_NATIONAL_GRID
from assetmap.model.words import LISTING_GROUP

OF_GROUP = {group: f"listing_group = '{group}'" for group in LISTING_GROUP}
#: A service that comes to people, or needs no place, can be used by whoever needs a way in without steps.
NO_STEPS = facets.any_of("how", ("at-home", "online", "telephone"))
#: Degrees between the corners that stand for the curved edge of a box.
EDGE_STEP = 0.05


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions joined by AND, as SQL text without a single value in it, and the values by name.

    `name` goes before the names of values, so that one statement can hold several.

    Examples
    --------
    >>> query = SearchQuery(category=("carers",), age=70)
    >>> where = matching(query, name="supply")
    >>> where.values
    {'supply_facets': "'=cat/carers'", 'supply_age': 70}
    """

    name: str
    conditions: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        """The text that follows WHERE."""
        return " AND ".join(self.conditions) or "true"

    def both(self, condition: str, **values: Any) -> "Where":
        """The same with one more condition; `{name}` in it stands for this name."""
        named = {f"{self.name}_{key}": value for key, value in values.items()}
        conditions = (*self.conditions, condition.replace("{name}", self.name))
        return Where(self.name, conditions, self.values | named)

    def near(self, easting: float, northing: float, radius_m: float) -> "Where":
        """Within so many metres of a point (EPSG:27700)."""
        home = f"ST_SetSRID(ST_MakePoint(:{{name}}_x, :{{name}}_y), {BRITISH_NATIONAL_GRID})"
        # ST_DWithin would say the same; but the planner takes it for one row in ten thousand, whatever the
        # radius, and sorts all that is near instead of reading the nearest from the index.
        box = f"point && ST_Expand({home}, :{{name}}_radius_m)"
        circle = f"point <-> {home} <= :{{name}}_radius_m"
        return self.both(f"{box} AND {circle}", x=easting, y=northing, radius_m=radius_m)

    def of_age(self, age: int | None) -> "Where":
        """Open to people of an age; None asks for nothing."""
        if age is None:
            return self
        old_enough = self.both("(minimum_age IS NULL OR minimum_age <= :{name}_age)", age=age)
        return old_enough.both("(maximum_age IS NULL OR maximum_age >= :{name}_age)")

    def inside(self, bounds: Bounds) -> "Where":
        """Inside a rectangle of degrees (EPSG:4326)."""
        box = "ST_MakeEnvelope(:{name}_west, :{name}_south, :{name}_east, :{name}_north, 4326)"
        metres = f"ST_Transform(ST_Segmentize({box}, {EDGE_STEP}), {BRITISH_NATIONAL_GRID})"
        west, south, east, north = bounds.corners()
        # The CASE keeps the planner from taking ST_Intersects for one row in ten thousand.
        within = f"point && {metres} AND CASE WHEN ST_Intersects(point, {metres}) THEN true ELSE false END"
        return self.both(within, west=west, south=south, east=east, north=north)


def matching(
    query: SearchQuery,
    *,
    name: str,
    group: str | None = None,
    placed: bool = False,
    also: Sequence[str] = (),
) -> Where:
    """Conditions for a query's words, facets and age, but not for its places.

    Parameters
    ----------
    query : SearchQuery
        Its postcode, radius, district, ward, bbox and page are left to the caller.
    name : str
        What to call the values.
    group : 'place', 'area' or 'remote', optional
        Only rows of this group.
    placed : bool
        The caller asks for rows with a point, which only places have.
    also : sequence of str
        Further clauses of a tsquery, made by `facets.serving` or `facets.inside`.
    """
    clauses = facets.choices(query)
    if not placed and group != "place" and "step_free" in clauses:
        clauses["step_free"] = f"({clauses['step_free']} | {NO_STEPS})"
    where = Where(name).both(OF_GROUP[group]) if group else Where(name)
    wanted = facets.all_of([*also, *clauses.values()])
    if wanted and query.q:
        # Both in one tsquery, so that one look at the index answers both.
        both = "CAST(:{name}_facets AS tsquery) && websearch_to_tsquery('english', :{name}_words)"
        where = where.both(f"terms @@ ({both})", facets=wanted, words=query.q)
    elif wanted:
        where = where.both("terms @@ CAST(:{name}_facets AS tsquery)", facets=wanted)
    elif query.q:
        typed = "websearch_to_tsquery('english', :{name}_words)"
        # Words such as "the" alone restrict nothing.
        where = where.both(f"(terms @@ {typed} OR numnode({typed}) = 0)", words=query.q)
    return where.of_age(query.age)
