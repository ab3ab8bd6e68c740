"""Addresses of our style sheets and scripts that change when the file does, so that browsers keep them."""

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, request, url_for

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
A_YEAR = 31_536_000


def serve_assets(app: Flask) -> None:
    """Give templates `asset('css/assetmap.css')`, and let browsers keep what it names."""
    app.add_template_global(asset)
    app.after_request(_keep)


def asset(name: str) -> str:
    """Return the address of a static file, with a digest of its contents."""
    return url_for("static", filename=name, v=digest(name, (STATIC / name).stat().st_mtime_ns))


def read_asset(name: str) -> str:
    """Return the text of a static file, for a page that must stand alone."""
    return (STATIC / name).read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def digest(name: str, _changed_ns: int) -> str:
    """Return a short digest of a static file as it was at that time."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def origin_of(tiles_url: str | None) -> str:
    """Return the origin of a tile address as a policy names it; Leaflet's `{s}` stands for any subdomain."""
    if not tiles_url:
        return ""
    parts = urlsplit(tiles_url.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code in (200, 304):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    return response
