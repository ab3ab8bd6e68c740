"""Postcodes, live or no longer in use, stored with a point, how far it may be off, and their areas."""

from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import numpy as np
import pandas as pd
import pyproj
from sqlalchemy import Connection, text

from assetmap.errors import GeographyError
from assetmap.geography.accuracy import BY_QUALITY_M, NO_POSITION, SHORE_M, UNSTATED_M
from assetmap.geography.columns import code_columns, find_postcode_columns
from assetmap.geography.staging import stage
from assetmap.model.base import BRITISH_NATIONAL_GRID, UNITED_KINGDOM
from assetmap.postcode import SHAPE

_STORE = text((Path(__file__).parent / "sql" / "store_postcodes.sql").read_text("utf-8"))
_TYPES: dict[str, LiteralString] = {
    "postcode": "text",
    "easting": "double precision",
    "northing": "double precision",
    "accuracy_m": "integer",
    "live": "boolean",
    "ward_code": "text",
    "district_code": "text",
    "lsoa_code": "text",
}


@dataclass(frozen=True, slots=True)
class PostcodesStored:
    """How many postcodes came, were new or changed, were no postcodes, or had no position in the UK."""

    came: int
    changed: int
    misspelt: int
    unplaced: int


def store_postcodes(
    connection: Connection, frame: pd.DataFrame, what: str, *, terminated: bool = False
) -> PostcodesStored:
    """Insert postcodes, or change those that differ.

    Parameters
    ----------
    connection : Connection
    frame : DataFrame, shape (n_postcodes, n_columns)
        A column of postcodes; easting and northing (EPSG:27700, metres) or latitude and longitude
        (EPSG:4326); and, where known, positional quality, the date of termination, and codes of ward,
        district and LSOA.
    what : str
        What the frame is, for messages.
    terminated : bool
        These are no longer in use. A postcode that is live in the database stays so: codes are used again.

    Returns
    -------
    PostcodesStored

    Raises
    ------
    GeographyError
        When there is no column of postcodes or of coordinates, or none of them can be placed.

    Notes
    -----
    A row that names no ward gets the ward and LSOA that its point lies in, or the nearest within `SHORE_M`.
    One that names a ward we don't hold lies elsewhere, and gets none. The district is the ward's.
    """
    columns = find_postcode_columns(frame)
    if "postcode" not in columns:
        raise GeographyError(f"{what}: no column holds postcodes.", hint="Add one called postcode.")
    given = pd.DataFrame({"postcode": _spaced(frame[columns["postcode"]])})
    given["easting"], given["northing"] = _grid(frame, columns, what)
    quality = _numbers(frame, columns.get("quality"))
    given["accuracy_m"] = quality.map(BY_QUALITY_M).fillna(UNSTATED_M).astype("int64")
    given["live"] = _still_in_use(frame, columns.get("ended"), terminated)
    codes = code_columns(frame)
    for kind in ("ward", "district", "lsoa"):
        given[f"{kind}_code"] = frame[codes[kind]].astype("str") if kind in codes else None
    spelt, placed = given["postcode"].notna(), _placed(given) & (quality != NO_POSITION)
    kept = given[spelt & placed].drop_duplicates("postcode", keep="last")
    if kept.empty:
        raise GeographyError(
            f"{what}: no row has both a postcode and a position in the United Kingdom.",
            hint=f"The first is “{frame[columns['postcode']].iloc[0]}”; check columns and coordinates.",
        )
    stage(connection, "staged_postcode", _TYPES, kept)
    changed = connection.execute(_STORE, {"shore_m": SHORE_M}).rowcount
    return PostcodesStored(len(frame), changed, int((~spelt).sum()), int((spelt & ~placed).sum()))


def _spaced(column: pd.Series) -> pd.Series:
    """Write each postcode with its one space; missing where it is none."""
    plain = column.astype("str").str.upper().str.replace(r"\s+", "", regex=True)
    spaced = plain.str.slice(stop=-3) + " " + plain.str.slice(start=-3)
    return spaced.where(spaced.str.fullmatch(SHAPE.pattern))


def _grid(frame: pd.DataFrame, columns: dict[str, str], what: str) -> tuple[np.ndarray, np.ndarray]:
    """Easting and northing in metres, nan where there is no position."""
    if {"easting", "northing"} <= columns.keys():
        return _numbers(frame, columns["easting"]).to_numpy(), _numbers(frame, columns["northing"]).to_numpy()
    if {"latitude", "longitude"} <= columns.keys():
        project = pyproj.Transformer.from_crs("EPSG:4326", BRITISH_NATIONAL_GRID, always_xy=True)
        longitude, latitude = _numbers(frame, columns["longitude"]), _numbers(frame, columns["latitude"])
        easting, northing = project.transform(longitude.to_numpy(), latitude.to_numpy())
        return np.round(easting), np.round(northing)
    raise GeographyError(
        f"{what}: the postcodes have no coordinates.",
        hint="Add columns easting and northing (EPSG:27700), or lat and lon (EPSG:4326).",
    )


def _numbers(frame: pd.DataFrame, column: str | None) -> pd.Series:
    if column is None:
        return pd.Series(np.nan, index=frame.index)
    return pd.to_numeric(frame[column], errors="coerce").astype("float64")


def _still_in_use(frame: pd.DataFrame, ended: str | None, terminated: bool) -> pd.Series:
    if terminated or ended is None:
        return pd.Series(not terminated, index=frame.index)
    return frame[ended].isna()


def _placed(given: pd.DataFrame) -> pd.Series:
    """Which have a position in the United Kingdom; 0, 0 stands for none, and degrees are no metres."""
    west, south, east, north = UNITED_KINGDOM
    somewhere = (given["easting"] > 180) | (given["northing"] > 90)
    return somewhere & given["easting"].between(west, east) & given["northing"].between(south, north)
