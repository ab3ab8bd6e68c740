"""RecordQuery: which published records are asked for, and the conditions that it makes."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import orjson

from assetmap.geography.lookup import AreaName, Areas, Home
from assetmap.listing import facets
from assetmap.listing.understand import codes_of
from assetmap.listing.where import Where
from assetmap.postcode import Postcode

#: The days of the week in the order in which `open` counts their minutes.
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = 1_440


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuery:
    """What is looked for; everything that is given must hold.

    `day` is one of WEEK, times are minutes from midnight, and `proximity` is metres from the home. A record
    is open to an age from `minimum_age` up and to one up to `maximum_age`.
    """

    search: str = ""
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    parent_id: UUID | None = None
    top_only: bool = False
    modified_after: datetime | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    day: str | None = None
    start_time: int | None = None
    end_time: int | None = None
    home: Home | None = None
    proximity: int | None = None

    def as_text(self) -> str:
        """Write the query for another process, always the same for the same query."""
        return orjson.dumps(_values(self)).decode()

    @classmethod
    def from_text(cls, told: str) -> Self:
        """Read a query as `as_text` wrote it."""
        values = orjson.loads(told)
        for name in ("taxonomy_term_id", "taxonomy_id", "organization_id", "parent_id"):
            if name in values:
                values[name] = UUID(values[name])
        if "modified_after" in values:
            values["modified_after"] = datetime.fromisoformat(values["modified_after"])
        if "home" in values:
            values["home"] = _home(values["home"])
        return cls(**values)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is asked for, so that the list is the whole list."""
        return self == RecordQuery()

    @property
    def is_timed(self) -> bool:
        """Whether hours are asked for, and the day, if there is one, by its minutes."""
        return self.start_time is not None or self.end_time is not None


def _values(query: RecordQuery) -> dict[str, Any]:
    """What is asked for, but for what isn't; midnight and nought are."""
    unset = RecordQuery()
    values = {field.name: getattr(query, field.name) for field in fields(query)}
    return {name: value for name, value in values.items() if value != getattr(unset, name)}


def _home(told: dict[str, Any]) -> Home:
    areas = {kind: AreaName(**area) if area else None for kind, area in told["areas"].items()}
    return Home(**told | {"postcode": Postcode(**told["postcode"]), "areas": Areas(**areas)})


def window(day: str | None, start: int | None, end: int | None) -> str:
    """The minutes of the week in which something is to be open, as PostgreSQL writes a multirange.

    A window that ends no later than it starts goes on after midnight.

    Examples
    --------
    >>> window("TU", 600, 720)
    '{[2040,2160)}'
    >>> window("SU", 1380, 60)
    '{[10020,10080),[0,60)}'
    """
    opens, closes = start or 0, DAY if end is None else end
    closes += DAY if closes <= opens else 0
    found = []
    for number, code in enumerate(WEEK):
        if day in (None, code):
            begins, ends = number * DAY + opens, number * DAY + closes
            found.append((begins, min(ends, len(WEEK) * DAY)))
            found += [(0, ends - len(WEEK) * DAY)] if ends > len(WEEK) * DAY else []
    return "{" + ",".join(f"[{begins},{ends})" for begins, ends in found) + "}"


def where_of(query: RecordQuery) -> Where:
    """The conditions on a table of published services or of places."""
    where = _worded(query, _facets(query))
    if query.minimum_age is not None:
        where = where.both(
            "(maximum_age IS NULL OR maximum_age >= :{name}_youngest)", youngest=query.minimum_age
        )
    if query.maximum_age is not None:
        young_enough = "(minimum_age IS NULL OR minimum_age <= :{name}_oldest)"
        where = where.both(young_enough, oldest=query.maximum_age)
    if query.organization_id:
        where = where.both("organization_id = :{name}_organization", organization=query.organization_id)
    if query.modified_after:
        where = where.both("modified_at >= :{name}_since", since=query.modified_after)
    if query.is_timed:
        minutes = window(query.day, query.start_time, query.end_time)
        where = where.both("open && CAST(:{name}_open AS int4multirange)", open=minutes)
    if query.home and query.proximity is not None:
        where = where.near(query.home.easting, query.home.northing, query.proximity)
    return where


def where_of_words(query: RecordQuery) -> Where:
    """The conditions on a table of organizations, taxonomies or terms."""
    where = _worded(query, "")
    named: dict[str, Any] = {"taxonomy_id": query.taxonomy_id, "parent_id": query.parent_id}
    for column, value in named.items():
        if value:
            where = where.both(f"{column} = :{{name}}_{column}", **{column: value})
    return where.both("parent_id IS NULL") if query.top_only else where


def _facets(query: RecordQuery) -> str:
    clauses = []
    if query.taxonomy_term_id:
        clauses.append(facets.any_of("term", [str(query.taxonomy_term_id)]))
    if query.taxonomy_id:
        clauses.append(facets.any_of("taxonomy", [str(query.taxonomy_id)]))
    # A window goes on after midnight, and what opens only then is on another day.
    if query.day and not query.is_timed:
        clauses.append(facets.any_of("when", [query.day.lower()]))
    if query.home:
        clauses.append(facets.serving(codes_of(query.home)))
    return facets.all_of(clauses)


def _worded(query: RecordQuery, wanted: str) -> Where:
    where = Where("record")
    typed = "websearch_to_tsquery('english', :{name}_words)"
    if wanted and query.search:
        both = f"CAST(:{{name}}_facets AS tsquery) && {typed}"
        return where.both(f"terms @@ ({both})", facets=wanted, words=query.search)
    if wanted:
        return where.both("terms @@ CAST(:{name}_facets AS tsquery)", facets=wanted)
    if query.search:
        # Words such as "the" alone restrict nothing.
        return where.both(f"(terms @@ {typed} OR numnode({typed}) = 0)", words=query.search)
    return where
