"""The formats of an export, each with its ending, and one way to write any of them."""

import os
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from assetmap.errors import ExportRefused, ExportUnwritable
from assetmap.export.about import About, describe
from assetmap.export.choice import Choice, choose
from assetmap.listing.query import SearchQuery

Write = Callable[[Path, Connection, Choice, About], int]


class Format(NamedTuple):
    """One format: its name, how its files end, their media type, what it is, and what writes it."""

    name: str
    ending: str
    mimetype: str
    title: str
    use: str
    writer: str


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ALL = (
    Format("csv", ".csv", "text/csv", "CSV", "for spreadsheets: a row for a service at a place",
           "csv_file:write_csv"),
    Format("xlsx", ".xlsx", _XLSX, "Excel workbook", "the same rows, with a sheet that explains them",
           "xlsx:write_xlsx"),
    Format("geojson", ".geojson", "application/geo+json", "GeoJSON", "for maps on the web",
           "geojson:write_geojson"),
    Format("gpkg", ".gpkg", "application/geopackage+sqlite3", "GeoPackage", "for QGIS and other GIS",
           "gpkg:write_gpkg"),
    Format("hsds", ".zip", "application/zip", "Open Referral UK tables",
           "everything, as a tabular data package, for another directory", "hsds.package:write_package"),
)  # fmt: skip
FORMATS = {each.name: each for each in _ALL}


def write_export(
    form: Format, path: Path, connection: Connection, query: SearchQuery, data_dir: Path, *, force: bool
) -> int:
    """Write what matches a query to a file, whole or not at all; returns how many listings or services.

    Raises ExportRefused where a file is there already, unless `force` is given; ExportUnwritable where none
    can be written.
    """
    if path.exists() and not force:
        raise ExportRefused(f"{path} is there already.", hint="Choose another name, or add --force.")
    if not path.parent.is_dir():
        raise ExportUnwritable(f"{path} cannot be written: there is no folder {path.parent}.")
    choice = choose(connection, query)
    about = describe(connection, choice, data_dir)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}{form.ending}")
    try:
        count = _writer(form)(unfinished, connection, choice, about)
        unfinished.replace(path)
    except OSError as error:
        raise ExportUnwritable(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        # What could not be written at all may have a name that no file can have.
        with suppress(OSError):
            unfinished.unlink()
    return count


def _writer(form: Format) -> Write:
    """The function that writes a format; its libraries load only when it is asked for."""
    module, function = form.writer.split(":")
    write: Write = getattr(import_module(f"assetmap.export.{module}"), function)
    return write
