"""Facets as lexemes: how a listing's filters stand beside its words in one tsvector.

A facet's lexeme begins with `=`, which no word that the text search parser makes can begin with; so
nothing that a provider writes can pass for a facet. Queries are built from codes of a checked shape alone;
what a person types never comes here, but goes through `websearch_to_tsquery`.

    =cat/walking-groups  =cat/moving          the category, and the group it stands in
    =when/tu  =when/am  =when/tu-am           days, parts of days, and both together
    =cost/free  =cost/donation                what costs nothing; what asks for a donation
    =access/step-free                         how one gets in
    =how/in-person  =join/self-referral       how a service is given, and how it is joined
    =area/E05005081  =serves/all              of a place: where it lies, and who may come
    =visits-in/…  =visits/…                   of what comes to people or hides its place
    =remote-in/…  =serves/…                   of what is online or by telephone
"""

import re
from collections.abc import Iterable, Sequence

from assetmap.listing.query import DAYS, PARTS, SearchQuery

_CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")

ALL = "all"  # =serves/all: no limit to where people come from

#: Who may use a listing, by its group. What visits people has a facet of its own, so that the planner knows
#: how rare it is: most places serve everybody, and hardly anything that visits people does.
OPEN_TO = {"place": "serves", "area": "visits", "remote": "serves"}
#: Where a place lies, or where somebody lives whom a listing without a place serves.
LIES_IN = {"place": "area", "area": "visits-in", "remote": "remote-in"}


def lexeme(facet: str, code: str) -> str:
    """The lexeme of a code, such as `=cat/walking-groups`; ValueError for anything that is no code."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"'{code}' is no code of a facet")
    return f"={facet}/{code}"


def any_of(facet: str, codes: Iterable[str]) -> str:
    """The tsquery, as text, of listings with at least one of the codes; empty for no codes."""
    return _any([lexeme(facet, code) for code in codes])


def all_of(clauses: Iterable[str]) -> str:
    """The tsquery, as text, that satisfies every clause that is not empty."""
    return " & ".join(filter(None, clauses))


def chosen(query: SearchQuery) -> dict[str, list[str]]:
    """The lexemes of each field of the query that filters by facet; one of them is enough.

    Words, age, place and radius are not facets; `where` and `reach` add them.
    """
    codes = {
        "category": ("cat", query.category),
        "day": ("when", _times(query)),
        "free": ("cost", ["free"] if query.free else []),
        "step_free": ("access", ["step-free"] if query.step_free else []),
        "delivery": ("how", query.delivery),
        "joining": ("join", query.joining),
    }
    lexemes = {name: [lexeme(facet, code) for code in several] for name, (facet, several) in codes.items()}
    return {name: several for name, several in lexemes.items() if several}


def choices(query: SearchQuery) -> dict[str, str]:
    """A clause of a tsquery for each field of the query that filters by facet."""
    return {name: _any(lexemes) for name, lexemes in chosen(query).items()}


def inside(codes: Iterable[str], group: str = "place") -> str:
    """The clause of listings whose place, or some of whose people, lie in one of the areas."""
    return any_of(LIES_IN[group], codes)


def serving(codes: Sequence[str], group: str = "place") -> str:
    """The clause of listings open to people who live in these areas: a home's ward, district and so on."""
    return any_of(OPEN_TO[group], (ALL, *codes))


def limited_to(codes: Sequence[str]) -> str:
    """The clause of places that are open to people of these areas and not to everybody."""
    return any_of("serves", codes)


def _any(lexemes: Sequence[str]) -> str:
    quoted = [f"'{each}'" for each in lexemes]
    return quoted[0] if len(quoted) == 1 else f"({' | '.join(quoted)})" if quoted else ""


def _times(query: SearchQuery) -> list[str]:
    """`tu-am` for a day and a part of it; `tu` or `am` for only one of them."""
    days = [DAYS[day].lower() for day in query.day]
    parts = [PARTS[part] for part in query.part]
    if days and parts:
        return [f"{day}-{part}" for day in days for part in parts]
    return days + parts
