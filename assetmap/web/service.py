"""One service.

Somebody has found a service and decides whether to ring or go: when it is on, what it costs, how to join,
whether there is a step at the door. They ask whether this is still true, and who says so. They print it, or
send its address.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assetmap.errors import NotFound
from assetmap.listing.places import find_move, refuse_gone
from assetmap.listing.search import get_listing, list_places
from assetmap.web import site
from assetmap.web.mapdata import page_ground
from assetmap.web.maps.pagemap import place_map


def add_to(blueprint: Blueprint) -> None:
    """Add the page to the site."""
    blueprint.get("/services/<uuid:listing_id>")(service)


def service(listing_id: UUID) -> str | Response:
    """Show everything known of a service at a place, or lead to what stands for it now."""
    try:
        document = get_listing(site.connection(), listing_id)
    except NotFound:
        moved = find_move(site.connection(), listing_id)
        if moved is None:
            refuse_gone(site.connection(), listing_id)
            raise
        return _lead_to(moved)
    card: dict[str, Any] = document["card"]
    return render_template(
        "service.html",
        document=document,
        card=card,
        place=_place(document),
        others=_others(document),
        sources=document.get("sources", []),
        map=place_map(page_ground(), card["name"], card) if "latitude" in card else None,
    )


def _lead_to(listing_id: UUID) -> Response:
    """Lead to another service for good, or until a browser asks again: a merge can be taken back."""
    answer = redirect(url_for("web.service", listing_id=listing_id), 301)
    answer.cache_control.no_cache = True
    return answer


def _place(document: dict[str, Any]) -> dict[str, Any] | None:
    """The place that this listing stands for; a service that comes to people has none."""
    held = document.get("service_at_locations", [])
    return held[0].get("location") if held and document["listing"]["group"] == "place" else None


def _others(document: dict[str, Any]) -> list[dict[str, Any]]:
    if document.get("listings", 1) <= 1:
        return []
    here = document["listing"]["id"]
    return [card for card in list_places(site.connection(), UUID(document["id"])) if card["id"] != here]
