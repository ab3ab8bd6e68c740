"""/: what this API is; and its description."""

from typing import Any

from flask import Blueprint, Response
from sqlalchemy import text

from assetmap.api.answer import address, answer
from assetmap.api.attribution import geography_licence, service_sources
from assetmap.api.context import connection
from assetmap.api.oruk.openapi import describe
from assetmap.api.oruk.resources import RESOURCES
from assetmap.api.parameters import take_none
from assetmap.feeds.standard import VERSION

BASE = "/api/oruk"
_ORGANIZATION = text("SELECT id FROM published_organization ORDER BY id LIMIT 1")
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"


def add_to(blueprint: Blueprint) -> None:
    """Add the root and the description."""
    blueprint.add_url_rule("/", view_func=about, strict_slashes=False)
    blueprint.add_url_rule("/openapi.json", view_func=openapi)


def about() -> Response:
    """Say which standard is spoken, where it is described, and what must be shown with the data."""
    take_none()
    return answer(_about)


def openapi() -> Response:
    """Describe the API."""
    take_none()
    return answer(lambda: describe(RESOURCES, address(BASE), _examples()))


def _examples() -> dict[str, str]:
    """Ids differ from one directory to the next, so an example that works is one of this directory."""
    found = connection().execute(_ORGANIZATION).scalar_one_or_none()
    return {"organization_id": str(found)} if found else {}


def _about() -> dict[str, Any]:
    return {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": address(f"{BASE}/openapi.json"),
        **geography_licence(),
        "sources": service_sources(connection()),
    }
