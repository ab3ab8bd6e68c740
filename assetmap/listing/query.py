"""SearchQuery: what somebody looks for, as web, API, map, exports and coverage all understand it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from assetmap.errors import InvalidQuery
from assetmap.listing.bounds import Bounds
from assetmap.listing.fields import Fields
from assetmap.model.words import DELIVERY, JOINING
from assetmap.postcode import Postcode

DAYS = {
    "monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR", "saturday": "SA",
    "sunday": "SU",
}  # fmt: skip
PARTS = {"morning": "am", "afternoon": "pm", "evening": "eve"}

DEFAULT_RADIUS_M = 5_000
MIN_RADIUS_M = 100
MAX_RADIUS_M = 30_000
DEFAULT_PER_PAGE = 20
MAX_PER_PAGE = 100
MAX_RESULTS = 1_000  # the furthest result that pages lead to
MAX_WORDS_LENGTH = 200
MAX_AGE = 120

_DAY_SPELLINGS = {
    spelling: day for day, code in DAYS.items() for spelling in (day, day[:3], code.lower())
}  # fmt: skip
_PART_SPELLINGS = {spelling: part for part, code in PARTS.items() for spelling in (part, code)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is looked for. Values of one field are alternatives; fields restrict each other.

    `district` is a GSS code or a name, `ward` a GSS code. `radius_m` counts only with a postcode. `exact`
    asks for the words as typed, without a corrected spelling.
    """

    postcode: Postcode | None = None
    q: str = ""
    category: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    free: bool = False
    age: int | None = None
    step_free: bool = False
    delivery: tuple[str, ...] = ()
    joining: tuple[str, ...] = ()
    radius_m: int = DEFAULT_RADIUS_M
    district: str | None = None
    ward: str | None = None
    bbox: Bounds | None = None
    exact: bool = False
    page: int = 1
    per_page: int = DEFAULT_PER_PAGE

    @classmethod
    def parse(
        cls,
        args: Mapping[str, Sequence[str]],
        *,
        categories: Collection[str] | None = None,
        ignore_unknown: bool = False,
    ) -> Self:
        """Read a query string; raises InvalidQuery with every problem in it at once.

        `categories` are the slugs there are; without them any slug will do. Empty values count as not
        given, as forms send them.
        """
        given = Fields(args)
        if not ignore_unknown:
            given.refuse_unknown(PARAMETERS)
        page = given.number("page", 1, MAX_RESULTS) or 1
        per_page = given.number("per_page", 1, MAX_PER_PAGE) or DEFAULT_PER_PAGE
        if page * per_page > MAX_RESULTS:
            given.note(
                "page",
                f"is past the first {MAX_RESULTS:,} results, which are all that there are pages for",
            )
        query = cls(
            postcode=given.postcode("postcode"),
            q=given.text("q", MAX_WORDS_LENGTH),
            category=given.slugs("category", categories),
            day=given.choices("day", _DAY_SPELLINGS),
            part=given.choices("part", _PART_SPELLINGS),
            free=given.flag("free"),
            age=given.number("age", 0, MAX_AGE),
            step_free=given.flag("step_free"),
            delivery=given.choices("delivery", dict(zip(DELIVERY, DELIVERY, strict=True))),
            joining=given.choices("joining", dict(zip(JOINING, JOINING, strict=True))),
            radius_m=given.number("radius_m", MIN_RADIUS_M, MAX_RADIUS_M) or DEFAULT_RADIUS_M,
            district=given.code_or_name("district"),
            ward=given.code("ward"),
            bbox=given.parsed("bbox", Bounds.parse),
            exact=given.flag("exact"),
            page=page,
            per_page=per_page,
        )
        if given.problems:
            raise InvalidQuery(given.problems)
        return query

    def to_args(self) -> list[tuple[str, str]]:
        """The query string that parses to this query again, defaults left out, always in the same order."""
        pairs = []
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value != default:
                several = value if isinstance(value, tuple) else (value,)
                pairs += [(name, "true" if each is True else str(each)) for each in several]
        return pairs

    def replace(self, **changes: Any) -> Self:
        """The same query with some fields changed."""
        return replace(self, **changes)

    @property
    def offset(self) -> int:
        """How many results the pages before this one hold."""
        return (self.page - 1) * self.per_page


_DEFAULTS = {field.name: field.default for field in fields(SearchQuery)}
PARAMETERS = tuple(_DEFAULTS)
