"""The API: what machines may ask, and problem+json for whatever they ask wrongly."""

from flask import Blueprint, Flask, Response, request

from assetmap.api import areas, gaps, index, listings, oruk
from assetmap.api.health import health

METHODS = "GET, HEAD, OPTIONS"


def register(app: Flask) -> None:
    """Add the API and the health check to the application."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    for part in (index, listings, areas, gaps):
        part.add_to(blueprint)
    app.register_blueprint(blueprint)
    app.add_url_rule("/api/", "api_doors", index.doors, strict_slashes=False)
    oruk.register(app)
    app.add_url_rule("/health", view_func=health)
    # On the app and not on the blueprint, which never sees an unknown address or a wrong method.
    app.after_request(_open_to_all)


def _open_to_all(response: Response) -> Response:
    """Let scripts of other sites read the API: it is public, read-only and knows no cookie."""
    if request.path == "/api" or request.path.startswith("/api/"):
        response.access_control_allow_origin = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Location, Retry-After"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = "*"
            response.access_control_max_age = 86_400
    return response
