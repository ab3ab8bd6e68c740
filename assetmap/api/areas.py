"""/api/v1/areas: wards, districts, counties and LSOAs, their boundaries, and figures of who lives there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson
from flask import Blueprint, Response, request
from sqlalchemy import Connection, text

from assetmap.api.answer import GEOJSON, Page, answer
from assetmap.api.attribution import geography_licence
from assetmap.api.context import connection
from assetmap.api.parameters import area_of
from assetmap.errors import InvalidQuery, NotFound
from assetmap.listing.fields import GSS_CODE, Fields
from assetmap.listing.query import SearchQuery

KINDS = ("county", "district", "ward", "lsoa")
PARAMETERS = ("kind", "district", "geometry", "page", "per_page")
DEFAULT_PER_PAGE = 100
MAX_PER_PAGE = 500
MAX_PAGE = 1_000
# A map of a county cannot show less than twenty metres, and five decimals are one metre.
GEOMETRY = {"tolerance_m": 20.0, "decimals": 5}

_HERE = Path(__file__).parent
_AREAS = text((_HERE / "areas.sql").read_text("utf-8"))
_AREA = text((_HERE / "area.sql").read_text("utf-8"))
_THERE = text("SELECT EXISTS (SELECT FROM area WHERE code = :code)")


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasQuery:
    """Which areas are asked for; `district` is the code or name of a district, or of a county."""

    kind: tuple[str, ...]
    district: str | None
    geometry: bool
    page: int
    per_page: int

    @classmethod
    def parse(cls, args: Mapping[str, Sequence[str]]) -> Self:
        """Read a query string; raises InvalidQuery with every problem in it at once."""
        given = Fields(args)
        given.refuse_unknown(PARAMETERS)
        query = cls(
            kind=given.choices("kind", dict(zip(KINDS, KINDS, strict=True))) or KINDS,
            district=given.code_or_name("district"),
            geometry=given.flag("geometry"),
            page=given.number("page", 1, MAX_PAGE) or 1,
            per_page=given.number("per_page", 1, MAX_PER_PAGE) or DEFAULT_PER_PAGE,
        )
        if given.problems:
            raise InvalidQuery(given.problems)
        return query


def add_to(blueprint: Blueprint) -> None:
    """Add the list of areas and the page of one of them."""
    blueprint.add_url_rule("/areas", view_func=areas)
    blueprint.add_url_rule("/areas/<code>", view_func=area)


def areas() -> Response:
    """List areas as GeoJSON features, from the largest kind to the smallest, each by name."""
    query = AreasQuery.parse(request.args.to_dict(flat=False))
    within = area_of(connection(), SearchQuery(district=query.district))
    return answer(lambda: _list(connection(), query, within), mimetype=GEOJSON)


def area(code: str) -> Response:
    """Show one area as a GeoJSON feature with its figures, what it lies in and what lies in it."""
    given = Fields(request.args.to_dict(flat=False))
    given.refuse_unknown(("geometry",))
    geometry = given.flag("geometry")
    if given.problems:
        raise InvalidQuery(given.problems)
    return answer(
        lambda: _one(connection(), code, geometry),
        named=lambda: _require(connection(), code),
        mimetype=GEOJSON,
    )


def _list(connection: Connection, query: AreasQuery, within: str | None) -> dict[str, Any]:
    asked = {
        "kinds": list(query.kind),
        "within": within,
        "geometry": query.geometry,
        "limit": query.per_page,
        "offset": (query.page - 1) * query.per_page,
    }
    found = connection.execute(_AREAS, asked | GEOMETRY).one()
    reachable = min(found.matched, MAX_PAGE * query.per_page)
    page = Page(list(request.args.items(multi=True)), query.page, query.per_page, reachable)
    return {
        "type": "FeatureCollection",
        "numberMatched": found.matched,
        "numberReturned": found.returned,
        "links": page.links(GEOJSON),
        **geography_licence(),
        "features": orjson.Fragment(found.features),
    }


def _one(connection: Connection, code: str, geometry: bool) -> dict[str, Any]:
    _require(connection, code)
    found = connection.execute(_AREA, {"code": code.upper(), "geometry": geometry} | GEOMETRY).one()
    return {
        "type": "Feature",
        "id": code.upper(),
        "geometry": orjson.Fragment(found.geometry) if found.geometry else None,
        "properties": orjson.Fragment(found.properties),
        **geography_licence(),
    }


def _require(connection: Connection, code: str) -> None:
    """Raise NotFound where no area has this code."""
    there = (
        GSS_CODE.fullmatch(code.upper()) and connection.execute(_THERE, {"code": code.upper()}).scalar_one()
    )
    if not there:
        raise NotFound(
            f"There is no area '{code}'.", hint="Areas go by codes such as E07000114; see /api/v1/areas."
        )
