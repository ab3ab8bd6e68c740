"""/api/docs: the API described and tried in a browser."""

from flask import Response, make_response, render_template


def docs() -> Response:
    """Show the description as a page, with a form to try each address."""
    return make_response(render_template("api_docs.html"))
