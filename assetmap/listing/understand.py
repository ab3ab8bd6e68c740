"""Understand: what the postcode, the names of areas and the words of a query stand for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import Connection

from assetmap.errors import InvalidQuery
from assetmap.geography.lookup import Home, locate
from assetmap.listing.query import SearchQuery
from assetmap.listing.spelling import ALIKE, Spelling, correct, words_of
from assetmap.listing.statements import statement

#: A service may say that it serves a whole country, or several; the first letter of a code tells which.
COUNTRIES = {
    "E": ("E92000001", "K02000001", "K03000001", "K04000001"),
    "W": ("W92000004", "K02000001", "K03000001", "K04000001"),
    "S": ("S92000003", "K02000001", "K03000001"),
    "N": ("N92000002", "K02000001"),
}


@dataclass(frozen=True, slots=True)
class Inside:
    """An area that results are limited to, with the areas above it."""

    field: str
    code: str
    name: str
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """A query with what it stands for; `query` has its words as they are searched."""

    query: SearchQuery
    home: Home | None = None
    inside: tuple[Inside, ...] = ()
    spelling: Spelling | None = None

    @property
    def home_codes(self) -> tuple[str, ...]:
        """The areas that the home lies in, smallest first."""
        return codes_of(self.home) if self.home else ()

    def asking(self, query: SearchQuery) -> Self:
        """The same for a looser query: one that leaves out some of the areas, or any other field."""
        return replace(self, query=query, inside=tuple(a for a in self.inside if getattr(query, a.field)))


def understand(connection: Connection, query: SearchQuery) -> Understood:
    """Look up a query's postcode, areas and words, in at most two queries.

    Raises
    ------
    NotFound
        When the postcode, and its sector, are unknown.
    InvalidQuery
        When an area is unknown, with the name that may have been meant.
    """
    home = locate(connection, query.postcode) if query.postcode else None
    asked = {name: value for name in ("district", "ward") if (value := getattr(query, name))}
    words = words_of(query.q) if not query.exact else []
    if not asked and not words:
        return Understood(query, home)
    values = {"fields": list(asked), "typed": list(asked.values()), "words": words, "alike": ALIKE}
    found = connection.execute(statement("understand"), values).scalar_one()
    inside = _inside(query, found["areas"] or ())
    spelling = correct(query.q, found["words"] or {})
    searched = query.replace(q=spelling.searched) if spelling else query
    return Understood(searched, home, inside, spelling)


def codes_of(home: Home) -> tuple[str, ...]:
    """The codes of the areas that a home lies in, smallest first, its country last."""
    areas = home.areas
    codes = [area.code for area in (areas.lsoa, areas.ward, areas.district, areas.county) if area]
    return (*codes, *(COUNTRIES[codes[0][0]] if codes else ()))


def _inside(query: SearchQuery, areas: Sequence[dict[str, Any]]) -> tuple[Inside, ...]:
    problems = []
    for area in areas:
        if not area["code"]:
            perhaps = f"; perhaps '{area['perhaps']}' was meant" if area["perhaps"] else ""
            typed = getattr(query, area["field"])
            problems.append((area["field"], f"There is no {area['field']} '{typed}' here{perhaps}"))
    if problems:
        raise InvalidQuery(problems)
    return tuple(
        Inside(area["field"], area["code"], area["name"], tuple(area["above"] or ())) for area in areas
    )
