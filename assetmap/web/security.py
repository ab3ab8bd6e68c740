"""The headers that keep a page to itself: no outside request, no script but ours, no framing."""

import secrets

from flask import Flask, Response, g

from assetmap.web import site
from assetmap.web.assets import origin_of

PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


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
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response
