"""The maps of the pages: which elements each has, and which of our scripts they need."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import nh3
from markupsafe import Markup

from assetmap.config import Settings
from assetmap.web.attribution import on_maps
from assetmap.web.maps.canvas import Call, Canvas, Ground, Place, Services, Wards


class PageMap(NamedTuple):
    """A map for a template: where it stands, what starts it, and the scripts of ours that it calls."""

    html: Markup
    script: Markup
    scripts: Sequence[str]


def ground(settings: Settings, **source: Any) -> Ground:
    """Return the ground: tiles where somebody serves them, else our own areas."""
    attribution = on_maps(settings.data_dir)
    if settings.tiles_url:
        # Leaflet writes it as HTML, so that a tile server's terms can be linked to; only links are left.
        thanks = nh3.clean(settings.tiles_attribution, tags={"a"})
        return Ground(attribution=attribution, tiles_url=settings.tiles_url, tiles_attribution=thanks)
    return Ground(attribution=attribution, **source)


def find_map(under: Ground, service_url: str) -> PageMap:
    """Return the map of the search page, which keeps in step with the list.

    `service_url` is the address of a service's page, with `ID` where its id goes.
    """
    return _page(
        "Map of services", None, under, Services(list="results", in_view="in-view", service_url=service_url)
    )


def place_map(under: Ground, name: str, card: Mapping[str, Any]) -> PageMap:
    """Return the map of one place."""
    place = Place(
        name=name,
        latitude=card["latitude"],
        longitude=card["longitude"],
        accuracy_m=card.get("accuracy_m") or 0,
    )
    return _page(f"Map of {name}", None, under, place)


def gaps_map(
    under: Ground, label: str, addresses: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> PageMap:
    """Return the map of wards by provision.

    `addresses` are those of the districts' outlines; each of `rows` has a ward's code, fill and lines of
    text, in the order of the table.
    """
    return _page(label, None, under, Wards(addresses=addresses, rows=rows))


def _page(label: str, box: Sequence[Sequence[float]] | None, *elements: Call) -> PageMap:
    canvas = Canvas(label, box)
    for element in elements:
        element.add_to(canvas)
    html, script = canvas.embed()
    return PageMap(html, script, [element.script for element in elements])
