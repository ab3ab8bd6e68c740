"""Parameters that name something: what is not there is a bad parameter, and the answer names it."""

from flask import request
from sqlalchemy import Connection

from assetmap.coverage.load import find_area
from assetmap.directory.categories import Categories
from assetmap.errors import InvalidQuery, NotFound
from assetmap.listing.query import SearchQuery


def take_none() -> None:
    """Raise InvalidQuery for every parameter, where there are none."""
    if problems := [(name, "is no parameter here; it takes none") for name in request.args]:
        raise InvalidQuery(problems)


def slugs(tree: Categories) -> list[str]:
    """Return what a category may be called: the slug of a leaf, or of a group for all its leaves."""
    return [leaf.slug for leaf in tree] + [group.slug for group in tree.groups]


def area_of(connection: Connection, search: SearchQuery) -> str | None:
    """Return the code of the ward, district or county asked about; InvalidQuery when there is none."""
    try:
        return find_area(connection, search)
    except NotFound as error:
        name = "ward" if search.ward else "district"
        raise InvalidQuery([(name, error.message)], hint=error.hint) from None
