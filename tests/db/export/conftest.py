"""Exports of the whole Kent pack."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from assetmap.config import Settings
from assetmap.export.formats import FORMATS, write_export
from assetmap.listing.query import SearchQuery

Write = Callable[..., Path]


@pytest.fixture
def write(kent_connection: Connection, tmp_path: Path) -> Write:
    """Export what matches a query, and return where the file is."""

    def write(form: str, query: SearchQuery | None = None, name: str = "out") -> Path:
        path = tmp_path / f"{name}{FORMATS[form].ending}"
        wanted = query or SearchQuery()
        write_export(FORMATS[form], path, kent_connection, wanted, Settings().data_dir, force=False)
        return path

    return write
