"""What machines ask every site: whom to tell of a weakness (RFC 9116), and what a search engine may show."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response

from assetmap.errors import NotFound
from assetmap.web import site

#: RFC 9116 recommends less than a year; a site that stands still for as long is looked after by nobody.
_VALID = timedelta(days=180)
PATH = "/.well-known/security.txt"
# Named one by one, so that an address that comes later isn't indexed unless somebody decides so.
ROBOTS = """\
User-agent: *
Allow: /$
Allow: /services/
Disallow: /services/*?
Allow: /gaps$
Allow: /data$
Allow: /about$
Allow: /accessibility$
Allow: /static/
Disallow: /
"""


def add_to(blueprint: Blueprint) -> None:
    """Add both files to the site."""
    blueprint.get("/robots.txt")(robots)
    blueprint.get(PATH)(security)


def robots() -> Response:
    """Say that services may be indexed, and that questions, files and the API may not."""
    return _text(ROBOTS)


def security() -> Response:
    """Say whom to tell of a weakness; there is no such file where nobody has been named."""
    settings = site.settings()
    if settings.security_contact is None:
        raise NotFound("Nobody has been named to tell of a weakness.", hint="Ask whoever runs this site.")
    expires = (datetime.now(UTC) + _VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
    ]
    # An address of its own must be of https (RFC 9116, 2.5.2), and must be known.
    if settings.public_url and settings.public_url.startswith("https://"):
        lines.append(f"Canonical: {settings.public_url}{PATH}")
    return _text("".join(f"{line}\n" for line in lines))


def _text(text: str) -> Response:
    response = Response(text, mimetype="text/plain")
    response.cache_control.max_age = 86_400
    return response
