"""The pages: find, one service, gaps and the map that they share, and the data to take away."""

from flask import Blueprint, Flask

from assetmap.web import about, data, find, gaps, mapdata, service, wellknown
from assetmap.web.assets import serve_assets
from assetmap.web.compression import compress
from assetmap.web.security import secure
from assetmap.web.templating import furnish


def register(app: Flask) -> None:
    """Add every page to the application, and what every page needs."""
    blueprint = Blueprint("web", __name__)
    for page in (find, service, gaps, mapdata, data, about, wellknown):
        page.add_to(blueprint)
    app.register_blueprint(blueprint)
    furnish(app)
    serve_assets(app)
    # Answers pass through these in the opposite order: security headers first, compression last.
    compress(app)
    secure(app)
