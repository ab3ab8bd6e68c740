"""A map as one file that opens from disk with no network: everything that it shows is inside it."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assetmap.config import Settings
from assetmap.geography.attribution import pack_licence
from assetmap.web import words
from assetmap.web.assets import origin_of, read_asset
from assetmap.web.maps.canvas import Canvas, Services
from assetmap.web.maps.pagemap import ground

STYLES = ("vendor/leaflet/leaflet.css", "css/map.css", "css/document.css")
SCRIPTS = ("vendor/leaflet/leaflet.js", "js/map.js", "js/map-ground.js", "js/map-services.js")
# Pictures of controls that our maps do not have; from disk they would be requests for missing files.
PICTURES = re.compile(r"url\((?!#|data:)[^)]*\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A service in the file: what the listing shows of it, and its page on the site if there is one."""

    id: str
    card: Mapping[str, Any]
    address: str | None = None

    def feature(self) -> dict[str, Any]:
        """Return the service as GeoJSON, with what its popup says."""
        card = self.card
        said = [
            *card.get("hours", [])[:2],
            card.get("cost") or ("Free" if card.get("free") else None),
            card.get("place"),
        ]
        return {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [card["longitude"], card["latitude"]]},
            "properties": {
                "id": self.id,
                "name": card["name"],
                "organization": card["organization"],
                "facts": words.distinct(said),
                "address": self.address,
            },
        }


def write_document(
    settings: Settings, title: str, entries: Sequence[Entry], outlines: Mapping[str, Any], left_out: int = 0
) -> str:
    """Return the text of the file: the map and, below it, the same services as a list.

    `outlines` holds `districts` (GeoJSON) and `details` (of each district's code, its wards and towns).
    `left_out` is how many services matched beyond those given.
    """
    placed = [entry.feature() for entry in entries if "latitude" in entry.card]
    canvas = Canvas("Map of services", _box(placed))
    ground(settings, **outlines).add_to(canvas)
    Services(features={"type": "FeatureCollection", "features": placed}).add_to(canvas)
    embedded = canvas.embed()
    nonce = secrets.token_urlsafe(18)
    return _environment().get_template("map_document.html").render(
        title=title,
        map=embedded,
        nonce=nonce,
        policy=_policy(nonce, origin_of(settings.tiles_url)),
        styles=[_style(read_asset(name)) for name in STYLES],
        scripts=[_script(read_asset(name)) for name in SCRIPTS],
        entries=entries,
        left_out=left_out,
        licence=pack_licence(settings.data_dir),
        made_on=words.say_date(date.today()),  # noqa: DTZ011
    )  # fmt: skip


def _policy(nonce: str, image_origin: str) -> str:
    images = f"data: {image_origin}".strip()
    return f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src {images}"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("assetmap.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(words.FILTERS)
    return environment


def _style(text: str) -> Markup:
    return Markup(PICTURES.sub("none", text).replace("</", "<\\/"))  # noqa: S704


def _script(text: str) -> Markup:
    return Markup(text.replace("</script", "<\\/script").replace("<!--", "<\\!--"))  # noqa: S704


def _box(features: Sequence[Mapping[str, Any]]) -> list[list[float]] | None:
    if not features:
        return None
    east = [feature["geometry"]["coordinates"][0] for feature in features]
    north = [feature["geometry"]["coordinates"][1] for feature in features]
    return [[min(north), min(east)], [max(north), max(east)]]
