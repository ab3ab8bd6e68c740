"""Pages for what goes wrong: each says what to do, and offers the search that its reader was after."""

from flask import Response, current_app, make_response, render_template

from assetmap.errors import AssetMapError, InvalidQuery, Misdirected
from assetmap.web.security import nonce


def error_page(error: AssetMapError) -> Response:
    """Say an error to a person: what happened, what was wrong, and what to do."""
    if isinstance(error, Misdirected):
        page = _misdirected(error)
    else:
        problems = error.problems if isinstance(error, InvalidQuery) else []
        page = render_template("error.html", error=error, problems=problems)
    response = make_response(page, error.status)
    # Nobody wants it again, and it may say what was asked.
    response.cache_control.no_store = True
    return response


def _misdirected(error: Misdirected) -> str:
    """A page that asks for nothing: under another's name a form would send a home to somebody else."""
    # Without what other pages have around them, which is asked of the database.
    return current_app.jinja_env.get_template("misdirected.html").render(error=error, nonce=nonce())
