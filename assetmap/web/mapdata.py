"""What maps fetch: the ground under them, and the services in view.

The ground changes only with the geography, so it is made once a process and kept by browsers; its address
names the version. The services in view are those of the search, by the same query string as the page.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

import orjson
from flask import Blueprint, Response, request, url_for

from assetmap.errors import InvalidQuery
from assetmap.listing.bounds import Bounds
from assetmap.listing.search import map_features
from assetmap.web import forms, site
from assetmap.web.maps import outlines
from assetmap.web.maps.canvas import Ground
from assetmap.web.maps.pagemap import ground

# One county has 13; all of England's would be some 30 MB.
MOST_KEPT = 400
A_YEAR = 31_536_000
MOST_ZOOM = 22

_MAKING = Lock()


def add_to(blueprint: Blueprint) -> None:
    """Add the addresses to the site."""
    blueprint.get("/map/districts.json")(map_districts)
    blueprint.get("/map/districts/<code>.json")(map_district)
    blueprint.get("/map/data")(map_data)


def map_districts() -> Response:
    """Answer with the outline of every district."""
    return _ground("districts", lambda: outlines.districts(site.connection()))


def map_district(code: str) -> Response:
    """Answer with a district's wards and towns."""
    return _ground(f"district {code}", lambda: outlines.detail(site.connection(), code))


def map_data() -> Response:
    """Answer with the services of a search in the part of the map in view, grouped where there are many."""
    args = request.args.copy()
    view, zoom = args.pop("view", ""), args.pop("zoom", "")
    features = map_features(site.connection(), forms.read_query(args), *_read_view(view, zoom))
    response = Response(orjson.dumps(features), mimetype="application/geo+json")
    response.cache_control.private = True
    response.cache_control.max_age = 60
    return response


def page_ground() -> Ground:
    """Return the ground of a page's map; its addresses hold as long as the geography stays as it is."""
    version = str(site.versions().geography)
    return ground(
        site.settings(),
        districts_url=url_for("web.map_districts", v=version),
        detail_url=district_url("CODE"),
    )


def district_url(code: str) -> str:
    """Return where a map finds a district's wards and towns."""
    return url_for("web.map_district", code=code, v=str(site.versions().geography))


def _read_view(view: str, zoom: str) -> tuple[Bounds, int]:
    """Read what a map shows: `view` as west,south,east,north and `zoom` from 0 to 22."""
    try:
        bounds = Bounds.parse(view)
    except ValueError as error:
        raise InvalidQuery([("view", str(error))]) from error
    if not zoom.isdecimal() or int(zoom) > MOST_ZOOM:
        raise InvalidQuery([("zoom", f"is a whole number from 0 to {MOST_ZOOM}, not '{zoom[:20]}'")])
    return bounds, int(zoom)


def _keep(grounds: dict[str, tuple[int, bytes]], name: str, made: tuple[int, bytes]) -> None:
    grounds.pop(name, None)
    grounds[name] = made
    if len(grounds) > MOST_KEPT:
        grounds.pop(next(iter(grounds)))


def _ground(name: str, make: Callable[[], dict[str, Any]]) -> Response:
    version = site.versions().geography
    grounds: dict[str, tuple[int, bytes]] = site.kept().setdefault("grounds", {})
    if grounds.get(name, (None,))[0] != version:
        # A first map asks for many at once: they are made one by one, and nobody waits with a connection.
        site.give_back()
        with _MAKING:
            if grounds.get(name, (None,))[0] != version:
                _keep(grounds, name, (version, orjson.dumps(make())))
    response = Response(grounds[name][1], mimetype="application/geo+json")
    response.set_etag(f"{version}-{name.replace(' ', '-')}")
    response.cache_control.public = True
    response.cache_control.max_age = A_YEAR if request.args.get("v") == str(version) else 0
    response.make_conditional(request)
    return response
