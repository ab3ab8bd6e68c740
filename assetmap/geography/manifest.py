"""What there is to load at a path, and what pack.toml, where there is one, says of each file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from assetmap.errors import GeographyError

MANIFEST = "pack.toml"

BOUNDARIES = (".geojson", ".json", ".gpkg", ".shp", ".fgb", ".gml", ".kml", ".zip")
TABLES = (".csv", ".csv.gz")
PARQUET = (".parquet", ".geoparquet")

Kind = Literal["areas", "postcodes", "terminated", "measures", "figures"]
#: The order in which kinds load: an area before the postcodes in it, a measure before its figures.
ORDER: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, the name it goes by, and what was said of it."""

    path: Path
    name: str
    kind: str | None = None
    source: str | None = None
    vintage: str | None = None


def find_entries(path: Path) -> list[Entry]:
    """List what there is to load, in a total order.

    Parameters
    ----------
    path : Path
        A file; a folder with a pack.toml, which names its files; or any folder, read whole.

    Returns
    -------
    list of Entry

    Raises
    ------
    GeographyError
        When there is nothing there, or pack.toml names what is not there.
    """
    if path.is_file():
        return [Entry(path, path.name)]
    if not path.is_dir():
        raise GeographyError(
            f"There is no file or folder at {path}.", hint="Check the path, or leave it out to load the pack."
        )
    if (path / MANIFEST).is_file():
        return _from_manifest(path)
    found = sorted(each for each in path.rglob("*") if each.is_file() and _readable(each))
    if not found:
        raise GeographyError(
            f"{path} holds no file of areas, postcodes or figures.",
            hint="GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet, Parquet and CSV can be read.",
        )
    return [Entry(each, each.relative_to(path).as_posix()) for each in found]


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Read the folder's pack.toml: its name, licence, attribution and files."""
    path = folder / MANIFEST
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GeographyError(f"{path} cannot be read: {error}") from None


def _readable(path: Path) -> bool:
    return path.name.lower().endswith((*BOUNDARIES, *TABLES, *PARQUET))


def _from_manifest(folder: Path) -> list[Entry]:
    return [_entry(folder, described) for described in read_manifest(folder).get("files", [])]


def _entry(folder: Path, described: Mapping[str, Any]) -> Entry:
    name = str(described.get("path", ""))
    path = (folder / name).resolve()
    if not name or not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise GeographyError(
            f"{folder / MANIFEST} names “{name}”, and there is no such file in {folder}.",
            hint="Mend the path there, or put the file in its place.",
        )
    return Entry(path, name, described.get("kind"), described.get("source"), described.get("vintage"))
