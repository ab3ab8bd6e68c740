"""The page for whoever waits for a file: it says what is being made, and looks again by itself."""

from flask import Response, make_response, render_template, request

from assetmap.http.answers import LOOK_AGAIN_S


def waiting_page(title: str) -> Response:
    """Say that a file is being made; the same address leads to it when it is."""
    page = render_template(
        "waiting.html", title=title, address=request.full_path.rstrip("?"), seconds=LOOK_AGAIN_S
    )
    response = make_response(page)
    response.headers["Location"] = request.full_path.rstrip("?")
    return response
