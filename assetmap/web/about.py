"""What AssetMap is, where its data comes from, and how accessible it is.

Somebody asks whether this can be trusted: who says so, how old it is, and what may be done with it.
"""

from flask import Blueprint, render_template
from sqlalchemy import text

from assetmap.listing.sources import list_sources
from assetmap.web import site

_COUNTS = text(
    "SELECT count(DISTINCT service_id) AS services, count(DISTINCT organization_id) AS organizations, "
    "count(DISTINCT service_id) FILTER (WHERE sample) AS samples FROM listing"
)


def add_to(blueprint: Blueprint) -> None:
    """Add the pages to the site."""
    blueprint.get("/about")(about)
    blueprint.get("/accessibility")(accessibility)


def about() -> str:
    """Show what this is and where the data comes from."""
    connection = site.connection()
    sources = list_sources(connection)
    return render_template("about.html", sources=sources, counts=connection.execute(_COUNTS).one())


def accessibility() -> str:
    """Show the accessibility statement."""
    return render_template("accessibility.html")
