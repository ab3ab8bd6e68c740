"""Pages for what goes wrong: each says what to do, and offers the search that its reader was after."""

from flask import Response, make_response, render_template

from assetmap.errors import AssetMapError, InvalidQuery


def error_page(error: AssetMapError) -> Response:
    """Say an error to a person: what happened, what was wrong, and what to do."""
    problems = error.problems if isinstance(error, InvalidQuery) else []
    page = render_template("error.html", error=error, problems=problems)
    return make_response(page, error.status)
