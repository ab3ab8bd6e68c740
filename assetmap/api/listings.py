"""/api/v1/listings: what the page of results finds, in its order, as GeoJSON."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from assetmap.api.answer import GEOJSON, Page, answer
from assetmap.api.attribution import geography_licence, service_sources
from assetmap.api.context import categories, connection
from assetmap.api.parameters import slugs
from assetmap.errors import InvalidQuery, NotFound
from assetmap.geography.lookup import Home
from assetmap.listing.query import MAX_RESULTS, SearchQuery
from assetmap.listing.results import Card, SearchResult
from assetmap.listing.search import find_listings
from assetmap.listing.understand import understand

# What a feature holds in places of its own, beside its properties.
_OUTSIDE = frozenset({"id", "longitude", "latitude"})


def add_to(blueprint: Blueprint) -> None:
    """Add the listings."""
    blueprint.add_url_rule("/listings", view_func=listings)


def listings() -> Response:
    """List what suits a query: places first, then what comes to people, then what needs no travel."""
    query = SearchQuery.parse(request.args.to_dict(flat=False), categories=slugs(categories()))
    return answer(
        lambda: _describe(connection(), query),
        named=lambda: _require(connection(), query),
        mimetype=GEOJSON,
        private=query.postcode is not None,
    )


def _describe(connection: Connection, query: SearchQuery) -> dict[str, Any]:
    found = _find(connection, query)
    groups = (found.places, found.areas, found.remote)
    cards = list(chain.from_iterable(group.cards for group in groups))[query.offset :][: query.per_page]
    total = sum(group.total for group in groups)
    reachable = min(total, MAX_RESULTS // query.per_page * query.per_page)
    # OGC API Features leaves out a number that would be a guess.
    matched = {} if any(group.capped for group in groups) else {"numberMatched": total}
    return {
        "type": "FeatureCollection",
        **matched,
        "numberReturned": len(cards),
        "links": Page(query.to_args(), query.page, query.per_page, reachable).links(GEOJSON),
        **_understood(found),
        **geography_licence(),
        "sources": service_sources(connection),
        "features": _features(cards),
        **({"beyond": _features(found.beyond)} if found.beyond and query.page == 1 else {}),
    }


def _find(connection: Connection, query: SearchQuery) -> SearchResult:
    """Find everything up to the end of the page: a search has a page of each group, and this is one list."""
    with _postcode_named():
        return find_listings(connection, query.replace(page=1, per_page=query.offset + query.per_page))


def _require(connection: Connection, query: SearchQuery) -> None:
    """Raise InvalidQuery where there is no such postcode, district or ward."""
    with _postcode_named():
        understand(connection, query)


@contextmanager
def _postcode_named() -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        raise InvalidQuery([("postcode", error.message)], hint=error.hint) from None


def _features(cards: Iterable[Card]) -> list[dict[str, Any]]:
    return [_feature(card) for card in cards]


def _feature(card: Card) -> dict[str, Any]:
    point = None
    if "longitude" in card:
        point = {"type": "Point", "coordinates": [card["longitude"], card["latitude"]]}
    properties = {name: value for name, value in card.items() if name not in _OUTSIDE}
    return {"type": "Feature", "id": card["id"], "geometry": point, "properties": properties}


def _understood(found: SearchResult) -> dict[str, Any]:
    """Say where the home is, and which words were searched in the place of those typed."""
    told: dict[str, Any] = {}
    if found.home:
        told["home"] = _home(found.home)
    if found.spelling:
        told["spelling"] = asdict(found.spelling)
    return told


def _home(home: Home) -> dict[str, Any]:
    return {
        "postcode": str(home.postcode),
        "longitude": round(home.longitude, 6),
        "latitude": round(home.latitude, 6),
        "location_source": home.location_source,
        "accuracy_m": home.accuracy_m,
        "caveat": home.caveat,
        "areas": asdict(home.areas),
    }
