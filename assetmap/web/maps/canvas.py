"""The Folium map that everything is drawn on, with served or inlined scripts instead of those of a CDN."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import folium
import orjson
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

KENT = (51.24, 0.73)
KENT_ZOOM = 9


class Embedded(NamedTuple):
    """The parts of a map for a page to put in their places."""

    html: Markup
    script: Markup


class Canvas(folium.Map):
    """A Folium map without tiles, without Folium's own scripts, and with a name for those who cannot see it.

    Folium's template forbids zooming the page, sizes the whole document and asks scripts of three CDNs; this
    one writes a named region and one call of Leaflet, and leaves the rest to the page's style sheet.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 # as Folium has it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="am-map" id="{{ this.get_name() }}" role="region" aria-label="{{ this.label }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, AssetMap.options({
                center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }}
            }));
            {%- if this.box %}
            {{ this.get_name() }}.fitBounds({{ this.box|tojson }},
                {animate: false, padding: [24, 24], maxZoom: 15});
            {%- endif %}
            {{ this.get_name() }}.attributionControl.setPrefix(false);
            L.control.scale({maxWidth: 120, position: 'topright'}).addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, label: str, box: Sequence[Sequence[float]] | None = None, **options: Any) -> None:
        """Make a map called `label`, fitted to `box` ([[south, west], [north, east]]) or else to Kent."""
        super().__init__(location=KENT, zoom_start=KENT_ZOOM, tiles=None, **options)
        self.label = inert_html(label)
        self.box = box
        # Folium would name it at random; one map a page needs no more than this, and the page stays the same.
        self._id = "1"

    def embed(self) -> Embedded:
        """Return the map for a page that brings Leaflet, map.js and its own style sheet."""
        figure: Any = self.get_root()
        figure.render()
        return Embedded(Markup(figure.html.render()), Markup(figure.script.render()))  # noqa: S704


class Call(folium.map.Layer):
    """A layer that is one call of our own script: `AssetMap.<function>(map, {…})`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            AssetMap.{{ this.function }}({{ this._parent.get_name() }}, {{ this.argument }});
        {% endmacro %}
        """
    )
    function: str
    script: str

    def __init__(self, **values: Any) -> None:
        """Take what the script needs to know; what is None it does without."""
        # Nothing to show by itself: the script adds its layers to the map.
        super().__init__(show=False)
        self._name = type(self).__name__
        self._id = "1"
        self.argument = inert_json(
            {_camel(name): value for name, value in values.items() if value is not None}
        )


class Ground(Call):
    """Districts, wards and towns drawn from our own areas; or tiles, where somebody serves them."""

    function = "ground"
    script = "js/map-ground.js"


class Services(Call):
    """The services of a search: numbered pins for those in the list, dots and groups for the rest in view."""

    function = "services"
    script = "js/map-services.js"


class Wards(Call):
    """Wards shaded and hatched by how well they are provided for."""

    function = "wards"
    script = "js/map-wards.js"


class Place(Call):
    """One place, with a ring as wide as its point may be off."""

    function = "place"
    script = "js/map-place.js"


def inert_json(value: Any) -> str:
    """Write a value as a JavaScript expression that nothing can mistake for HTML or for a template.

    Folium renders what an element's template made as a template once more, so that a service called
    `{{ … }}` would run on the server. Here a brace is none until the browser has read the string.
    """
    literal = str(htmlsafe_json_dumps(orjson.dumps(value).decode()))
    return f"JSON.parse({literal.replace('{', chr(92) + 'u007b')})"


def inert_html(text: str) -> str:
    """Escape a text for an attribute, and for the template that Folium takes it for."""
    return str(escape(text)).replace("{", "&#123;")


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
