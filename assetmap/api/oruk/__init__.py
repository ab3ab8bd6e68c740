"""Open Referral UK 3.0 (profile HSDS-UK-3.0): the published services in the UK's standard."""

from flask import Blueprint, Flask

from assetmap.api.oruk import docs, root
from assetmap.api.oruk.resources import RESOURCES


def register(app: Flask) -> None:
    """Add the API and the page about it to the application."""
    blueprint = Blueprint("oruk", __name__, url_prefix=root.BASE)
    root.add_to(blueprint)
    for resource in RESOURCES:
        resource.add_to(blueprint)
    app.register_blueprint(blueprint)
    app.add_url_rule("/api/docs", view_func=docs.docs)
