"""/api/v1/gaps: for each ward, who has a service of a kind within reach and who has none."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from assetmap.api.answer import JSON, Page, answer
from assetmap.api.attribution import geography_licence, service_sources
from assetmap.api.context import categories, connection
from assetmap.api.parameters import area_of, slugs
from assetmap.coverage.gaps import COVERED_WITHOUT, DEFAULT_REACH_M, Gap, GapTable, WardSummary
from assetmap.coverage.report import MAX_REACH_M, MIN_REACH_M, refuse_too_many, report_gaps
from assetmap.directory.categories import Category
from assetmap.errors import InvalidQuery
from assetmap.listing.fields import Fields
from assetmap.listing.query import SearchQuery

ALL = "all"
FILTERS = ("day", "part", "free", "age", "step_free", "delivery", "joining")
PARAMETERS = ("category", "district", "ward", "reach_m", *FILTERS, "page", "per_page")
DEFAULT_PER_PAGE = 300
MAX_PER_PAGE = 1_000
MAX_PAGE = 1_000

DEFINITIONS = {
    "none": "No resident has a service within reach, and no service comes to any of them.",
    "thin": "Anything between none and covered.",
    "covered": f"At least {1 - COVERED_WITHOUT:.0%} of residents have a service within reach, or one comes.",
    "reach": "A straight line from where a resident lives to the place of a service, in metres.",
    "residents": "Residents of the ward: those of each LSOA, spread evenly over its postcodes.",
    "services_in_ward": "Services with a place in the ward.",
    "services_within_reach": "Services within reach of any resident, in the ward or across its border, and "
    "those that come to one.",
    "share_without": "The share of residents, from 0 to 1, with no service within reach and none that comes.",
    "nearest_m": "Metres to the nearest place, averaged over residents; null where there is none at all.",
    "need": "The figure that best shows who needs such a service; null where it is not known.",
    "missing": "The categories of which a ward has none; those that are there as context are not counted.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsQuery:
    """Which gaps are asked for: the services that count, the wards, and how far is near enough."""

    search: SearchQuery
    category: tuple[str, ...]
    reach_m: int
    page: int
    per_page: int

    @classmethod
    def parse(cls, args: Mapping[str, Sequence[str]]) -> Self:
        """Read a query string; raises InvalidQuery with every problem in it at once."""
        given = Fields(args)
        given.refuse_unknown(PARAMETERS)
        category = given.slugs("category", [ALL, *slugs(categories())])
        if not category and not any(name == "category" for name, _ in given.problems):
            given.note("category", f"is needed: a slug such as diabetes-support, or {ALL}")
        query = cls(
            search=_search(given, args).replace(category=() if ALL in category else category),
            category=category,
            reach_m=given.number("reach_m", MIN_REACH_M, MAX_REACH_M) or DEFAULT_REACH_M,
            page=given.number("page", 1, MAX_PAGE) or 1,
            per_page=given.number("per_page", 1, MAX_PER_PAGE) or DEFAULT_PER_PAGE,
        )
        if given.problems:
            raise InvalidQuery(given.problems)
        return query


def add_to(blueprint: Blueprint) -> None:
    """Add the gaps."""
    blueprint.add_url_rule("/gaps", view_func=gaps)


def gaps() -> Response:
    """Show the gaps of one category ward by ward, or of several categories counted for each ward."""
    query = GapsQuery.parse(request.args.to_dict(flat=False))
    area_of(connection(), query.search)
    refuse_too_many(connection(), query.search)
    return answer(lambda: _describe(connection(), query))


def _search(given: Fields, args: Mapping[str, Sequence[str]]) -> SearchQuery:
    """Read the parameters that search has too, keeping what is wrong with them."""
    shared = {name: args[name] for name in ("district", "ward", *FILTERS) if name in args}
    try:
        return SearchQuery.parse(shared)
    except InvalidQuery as error:
        given.problems += error.problems
        return SearchQuery()


def _describe(connection: Connection, query: GapsQuery) -> dict[str, Any]:
    table = report_gaps(connection, query.search, categories(), query.reach_m)
    areas = _areas(table)
    page = Page(list(request.args.items(multi=True)), query.page, query.per_page, len(areas))
    return {
        "category": ",".join(query.category),
        "categories": [_category(table, leaf) for leaf in table.categories],
        "reach_m": query.reach_m,
        "filters": _filters(query.search),
        "definitions": DEFINITIONS,
        "notes": table.notes,
        **geography_licence(),
        "sources": service_sources(connection),
        "numberMatched": len(areas),
        "links": page.links(JSON),
        "areas": areas[(query.page - 1) * query.per_page :][: query.per_page],
    }


def _filters(search: SearchQuery) -> dict[str, Any]:
    none = SearchQuery()
    return {name: getattr(search, name) for name in FILTERS if getattr(search, name) != getattr(none, name)}


def _areas(table: GapTable) -> list[dict[str, Any]]:
    if len(table.categories) == 1:
        return [_gap(row) for row in table.rows()]
    return [_summary(row) for row in table.summary()]


def _category(table: GapTable, leaf: Category) -> dict[str, Any]:
    measure, unit = table.measures.get(leaf.need, (None, None))
    need = {"measure": leaf.need, "name": measure, "unit": unit}
    return {"slug": leaf.slug, "name": leaf.name, "context": leaf.context, "need": need}


def _ward(row: Gap | WardSummary) -> dict[str, Any]:
    return {
        "code": row.ward.code,
        "name": row.ward.name,
        "district": {"code": row.ward.district_code, "name": row.ward.district_name},
        "residents": round(row.residents),
    }


def _gap(row: Gap) -> dict[str, Any]:
    return _ward(row) | {
        "services_in_ward": row.services_in_ward,
        "services_within_reach": row.services_within_reach,
        "share_without": _rounded(row.share_without, 4),
        "nearest_m": _rounded(row.nearest_m, 0),
        "status": row.status,
        "need": _rounded(row.need, 2),
    }


def _summary(row: WardSummary) -> dict[str, Any]:
    return _ward(row) | {
        "none": row.none,
        "thin": row.thin,
        "covered": row.covered,
        "missing": row.missing,
    }


def _rounded(value: float, digits: int) -> float | None:
    """A number that JSON can hold: what is not known is null."""
    if not math.isfinite(value):
        return None
    return round(value, digits) if digits else round(value)
