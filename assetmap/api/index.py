"""/api and /api/v1: what there is, and the categories that the rest of it goes by."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from assetmap.api.answer import GEOJSON, JSON, address, answer
from assetmap.api.attribution import geography_licence, service_sources
from assetmap.api.context import categories, connection
from assetmap.api.parameters import take_none

HTML = "text/html"
PARTS = (
    (
        "listings",
        GEOJSON,
        "Services and where they are: /api/v1/listings?postcode=CT9+1XX&category=diabetes-support",
    ),
    ("areas", GEOJSON, "Wards, districts, counties and LSOAs: /api/v1/areas?kind=ward&district=Thanet"),
    ("gaps", JSON, "Who has no service within reach: /api/v1/gaps?category=diabetes-support&district=Thanet"),
    ("categories", JSON, "The categories of services, by their slugs: /api/v1/categories"),
)


#: What stands below /api: its address, its media type, and what it is.
DOORS = (
    ("/api/oruk/", JSON, "Services, organizations and taxonomies in Open Referral UK 3.0"),
    ("/api/oruk/openapi.json", JSON, "The description of that, in OpenAPI 3.1"),
    ("/api/v1", JSON, "Our own: searches as the pages make them, areas, and gaps"),
    ("/api/docs", HTML, "Open Referral UK described, with a form to try each address"),
    ("/data", HTML, "Everything as files: CSV, XLSX, GeoJSON, GeoPackage, and tables of HSDS"),
)


def doors() -> Response | WerkzeugResponse:
    """Say to a machine which interfaces there are; a browser is shown the page about them."""
    wanted = request.accept_mimetypes.best_match((JSON, HTML), default=JSON)
    if wanted == JSON:
        take_none()
    found = redirect(url_for("docs"), 303) if wanted == HTML else answer(_doors)
    found.vary.add("Accept")
    return found


def add_to(blueprint: Blueprint) -> None:
    """Add the index and the categories."""
    blueprint.add_url_rule("", view_func=index)
    blueprint.add_url_rule("/categories", view_func=list_categories)


def index() -> Response:
    """Say what there is and where."""
    take_none()
    return answer(_index)


def list_categories() -> Response:
    """List the categories in their groups, in their own order."""
    take_none()
    return answer(_categories)


def _doors() -> dict[str, Any]:
    links = [
        {
            "rel": "service-doc" if kind == HTML else "item",
            "type": kind,
            "title": title,
            "href": address(path),
        }
        for path, kind, title in DOORS
    ]
    return {
        "title": "AssetMap",
        "links": links,
        **geography_licence(),
        "sources": service_sources(connection()),
    }


def _index() -> dict[str, Any]:
    links = [
        {"rel": "item", "type": kind, "title": title, "href": address(f"/api/v1/{name}")}
        for name, kind, title in PARTS
    ]
    return {
        "title": "AssetMap",
        "links": links,
        **geography_licence(),
        "sources": service_sources(connection()),
    }


def _categories() -> dict[str, Any]:
    tree = categories()
    groups = [
        {
            "slug": group.slug,
            "name": group.name,
            "description": group.description,
            "categories": [
                {"slug": leaf.slug, "name": leaf.name, "description": leaf.description, "need": leaf.need}
                for leaf in tree.in_group(group.slug)
            ],
        }
        for group in tree.groups
    ]
    return {"groups": groups}
