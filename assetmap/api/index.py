"""/api/v1: what there is, and the categories that the rest of it goes by."""

from typing import Any

from flask import Blueprint, Response

from assetmap.api.answer import GEOJSON, JSON, address, answer
from assetmap.api.attribution import geography_licence, service_sources
from assetmap.api.context import categories, connection

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


def add_to(blueprint: Blueprint) -> None:
    """Add the index and the categories."""
    blueprint.add_url_rule("", view_func=index)
    blueprint.add_url_rule("/categories", view_func=list_categories)


def index() -> Response:
    """Say what there is and where."""
    return answer(_index)


def list_categories() -> Response:
    """List the categories in their groups, in their own order."""
    return answer(_categories)


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
