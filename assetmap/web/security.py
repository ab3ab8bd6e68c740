"""The headers that keep a page to itself: nothing from outside, no framing, and no home that is kept."""

import re
import secrets
from urllib.parse import unquote_plus

from flask import Flask, Response, g, request

from assetmap.web import site
from assetmap.web.assets import origin_of

PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


# Looser than a postcode is, for what was typed wrongly is somebody's home as well.
_HOME = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}(?![A-Z0-9])", re.IGNORECASE)


def keep_no_homes(app: Flask) -> None:
    """Let nobody keep an answer to a question with a postcode in it: computers are shared, and so are caches.

    To be called before anything else that looks at answers, and so the last to see them.
    """
    app.after_request(_keep_no_home)


def names_a_home() -> bool:
    """Say whether the address that is asked for holds a postcode, in its field or anywhere else."""
    asked = unquote_plus(request.full_path)
    return bool(request.args.get("postcode", "").strip() or _HOME.search(asked))


def _keep_no_home(response: Response) -> Response:
    if names_a_home():
        response.headers["Cache-Control"] = "no-store"
    return response


def secure(app: Flask) -> None:
    """Add the headers to every answer, and `csp_nonce` to every template."""
    app.after_request(_add_headers)
    app.context_processor(lambda: {"csp_nonce": nonce()})


def nonce() -> str:
    """Return this request's nonce; the same one in the page and in its header."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def _policy() -> str:
    images = f"'self' data: {origin_of(site.settings().tiles_url)}".strip()
    rules = {
        "default-src": "'none'",
        "script-src": f"'nonce-{nonce()}'",
        "style-src": f"'self' 'nonce-{nonce()}'",
        "img-src": images,
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    # The address of a page holds a postcode, so it is told to no other site.
    headers.setdefault("Referrer-Policy", "same-origin")
    # Services may be found in a search engine; what was asked for, files and answers for machines may not.
    if request.query_string or response.mimetype != "text/html":
        headers.setdefault("X-Robots-Tag", "noindex")
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response
