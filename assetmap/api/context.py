"""What an endpoint stands on: the application's settings and categories, and the request's connection."""

from flask import current_app, g
from sqlalchemy import Connection

from assetmap.config import Settings
from assetmap.directory.categories import Categories


def settings() -> Settings:
    """Return the settings of this application."""
    found: Settings = current_app.extensions["assetmap"]
    return found


def categories() -> Categories:
    """Return the tree of needs."""
    found: Categories = current_app.extensions["assetmap.categories"]
    return found


def connection() -> Connection:
    """Return the request's one connection."""
    found: Connection = g.database.connection
    return found
