"""Pages for what goes wrong: each says what to do, and offers the search that its reader was after."""

from flask import Response, make_response, render_template

from assetmap.errors import AssetMapError, InvalidQuery


def error_page(error: AssetMapError) -> Response:
    """Say an error to a person: what happened, what was wrong, and what to do."""
    problems = error.problems if isinstance(error, InvalidQuery) else []
    page = render_template("error.html", error=error, problems=problems)
    response = make_response(page, error.status)
    # Nobody wants it again, and it may say what was asked.
    response.cache_control.no_store = True
    return response
