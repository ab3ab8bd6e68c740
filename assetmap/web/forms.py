"""The search form: its choices, what stands in it, and the filters in use as links that take them away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import request, url_for
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from assetmap.directory.categories import Categories
from assetmap.listing.query import DAYS, SearchQuery
from assetmap.web import site, words

Pairs = Sequence[tuple[str, str]]

_PLACES = text(
    "SELECT kind, code, name FROM area WHERE kind IN ('district', 'county') ORDER BY name, code LIMIT 1000"
)
# Fields that say where to start from; taking one away is not widening the search.
UNFILTERED = frozenset({"postcode", "q", "page", "per_page", "exact"})
#: What the forms have a field for.
FIELDS = frozenset(
    "postcode q category radius_m reach_m day part free step_free delivery age joining district".split()
)
SIMPLE = {"free": "Free", "step_free": "Step-free"}


class Chip(NamedTuple):
    """A filter in use: what it says, and where to go to be without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in a form, and what is wrong with it, by field."""

    given: MultiDict[str, str]
    problems: Mapping[str, str]
    districts: Sequence[tuple[str, str]]
    categories: Categories

    @property
    def options(self) -> dict[str, list[tuple[str, str]]]:
        """The choices of each field of several choices: code and words."""
        return {
            "day": [(day, day.capitalize()) for day in DAYS],
            "part": list(words.PARTS.items()),
            "delivery": list(words.DELIVERY.items()),
            "joining": [(way, words.capitalized(said)) for way, said in words.JOINING.items()],
            "radius_m": [(str(metres), said) for metres, said in words.RADII.items()],
        }

    def mend(self, name: str) -> str:
        """Where a problem is mended: at its field, or without what the form has no field for."""
        if name in self.options and name != "radius_m":
            return f"#{name}-{self.options[name][0][0]}"
        if name in FIELDS:
            return f"#{name}"
        kept = [pair for pair in self.given.items(multi=True) if pair[0] in FIELDS]
        return f"{request.path}?{urlencode(kept)}"

    @property
    def extra_categories(self) -> list[tuple[str, str]]:
        """Categories beyond the one that the list of choices can show."""
        return [(slug, category_name(self.categories, slug)) for slug in self.given.getlist("category")[1:]]


def read_form(pairs: Iterable[tuple[str, str]], problems: Iterable[tuple[str, str]] = ()) -> Form:
    """Make a form of what was asked for, or of what was typed and what is wrong with it."""
    return Form(MultiDict(pairs), dict(problems), places("district"), site.categories())


def read_query(args: "MultiDict[str, str]") -> SearchQuery:
    """Read a page's query string; raises InvalidQuery with every problem in it."""
    known = site.categories()
    slugs = [category.slug for category in known] + [group.slug for group in known.groups]
    return SearchQuery.parse(args.to_dict(flat=False), categories=slugs)


def places(kind: str) -> list[tuple[str, str]]:
    """Return the code and name of every district or county; asked for only when the geography changes."""
    number = site.versions().geography
    known = site.kept().get("places")
    if known is None or known[0] != number:
        rows = [(row.kind, row.code, row.name) for row in site.connection().execute(_PLACES)]
        known = site.kept()["places"] = (number, rows)
    return [(code, name) for of_kind, code, name in known[1] if of_kind == kind]


def with_codes(pairs: Pairs) -> list[tuple[str, str]]:
    """Put its code in the place of a district's or county's name, so that lists of choices show it."""
    codes = {name.casefold(): code for kind in ("county", "district") for code, name in places(kind)}
    return [
        (name, codes.get(value.casefold(), value) if name == "district" else value) for name, value in pairs
    ]


def place_name(code: str) -> str:
    """Return the name of a district or county."""
    return dict([*places("county"), *places("district")]).get(code, code)


def category_name(categories: Categories, slug: str) -> str:
    """Return the plain words for a category's or group's slug."""
    names: dict[str, Any] = {group.slug: group.name for group in categories.groups}
    names.update({category.slug: category.name for category in categories})
    return str(names.get(slug, slug))


def chips(pairs: Pairs, endpoint: str, unfiltered: frozenset[str] = UNFILTERED) -> list[Chip]:
    """Return every filter in use, each with the address of the same page without it."""
    return [
        Chip(_said(name, value), address(endpoint, _without(pairs, (name, value))))
        for name, value in pairs
        if name not in unfiltered
    ]


def address(endpoint: str, pairs: Pairs, **more: str) -> str:
    """Return the address of a page with this query string."""
    return url_for(endpoint, **MultiDict(pairs).to_dict(flat=False), **more)  # type: ignore[arg-type]


def _without(pairs: Pairs, gone: tuple[str, str]) -> Pairs:
    return [pair for pair in pairs if pair != gone and pair[0] != "page"]


def _said(name: str, value: str) -> str:
    if name in SIMPLE:
        return SIMPLE[name]
    if name == "category":
        return category_name(site.categories(), value)
    if name == "radius_m":
        return f"Within {words.in_miles(float(value))}"
    if name == "age":
        return f"Age {value}"
    if name == "district":
        return f"In {place_name(value)}"
    meanings = {"delivery": words.DELIVERY, "joining": words.JOINING, "part": words.PARTS}.get(name, {})
    fixed = {"bbox": "In this part of the map", "ward": f"In ward {value}"}
    return fixed.get(name) or words.capitalized(meanings.get(value, value))
