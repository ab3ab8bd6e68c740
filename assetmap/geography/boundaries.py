"""Boundaries made ready to store: codes checked, reprojected to metres, invalid rings repaired."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.errors import GeographyError
from assetmap.geography.columns import AreaColumns, find_area_columns
from assetmap.geography.gss import basis_of, kind_of
from assetmap.model.base import BRITISH_NATIONAL_GRID, UNITED_KINGDOM

_POLYGONS = {"Polygon", "MultiPolygon"}


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas of one kind, ready to store.

    Attributes
    ----------
    kind : str
    frame : DataFrame
        `code`, `kind`, `name`, `vintage` and `boundary` (MultiPolygon, EPSG:27700, as hexadecimal WKB;
        missing for areas that are listed without boundaries).
    members : DataFrame
        `code`, `parent_code`, `basis`: the larger areas that each belongs to.
    repaired : mapping of code to what was wrong with its rings
    """

    kind: str
    frame: pd.DataFrame
    members: pd.DataFrame
    repaired: Mapping[str, str]


def prepare_areas(frame: pd.DataFrame, what: str, *, vintage: str | None = None) -> Areas:
    """Make areas ready to store.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame, shape (n_areas, n_columns)
        With GSS codes and names; boundaries in any coordinate system that says which it is.
    what : str
        What the frame is, for messages.
    vintage : str, optional
        Year or date of the boundaries; else the year in the name of the column of codes.

    Returns
    -------
    Areas

    Raises
    ------
    GeographyError
        When codes or names are missing, wrong or there twice; when boundaries have no coordinate system,
        are no polygons or lie outside the United Kingdom.
    """
    columns = find_area_columns(frame, what)
    codes = _codes(frame, columns, what)
    boundaries, repaired = _boundaries(frame, codes, what)
    plain = {
        "code": codes,
        "kind": columns.kind,
        "name": _names(frame, columns, codes, what),
        "vintage": vintage or columns.vintage,
        "boundary": boundaries,
    }
    return Areas(columns.kind, pd.DataFrame(plain), _members(frame, columns, codes), repaired)


def _codes(frame: pd.DataFrame, columns: AreaColumns, what: str) -> pd.Series:
    codes = frame[columns.code].astype("str").str.strip()
    wrong = codes[codes.map(kind_of, na_action="ignore") != columns.kind]
    if len(wrong):
        raise GeographyError(
            f"{what}: “{wrong.iloc[0]}” in {columns.code} is no code of a {columns.kind}"
            f"{f', nor are {len(wrong) - 1:,} others' if len(wrong) > 1 else ''}.",
            hint="Every row needs its GSS code; put areas of another kind in a file of their own.",
        )
    twice = codes[codes.duplicated()]
    if len(twice):
        raise GeographyError(
            f"{what}: {twice.iloc[0]} is there twice.", hint="Join the parts of an area into one row."
        )
    return codes


def _names(frame: pd.DataFrame, columns: AreaColumns, codes: pd.Series, what: str) -> pd.Series:
    if columns.name is None:
        raise GeographyError(
            f"{what}: no column holds the names of the areas in {columns.code}.",
            hint=f"Add one called {columns.code[:-2]}NM or name.",
        )
    names = frame[columns.name].astype("str").str.strip()
    nameless = codes[frame[columns.name].isna() | (names == "")]
    if len(nameless):
        raise GeographyError(
            f"{what}: {nameless.iloc[0]} has no name.", hint=f"Fill it in in {columns.name}."
        )
    return names


def _members(frame: pd.DataFrame, columns: AreaColumns, codes: pd.Series) -> pd.DataFrame:
    """List the larger areas that each area belongs to; what a row leaves empty is left out."""
    members = [pd.DataFrame({"code": [], "parent_code": [], "basis": []}, dtype="str")]
    for kind, column in columns.parents.items():
        parents = frame[column].astype("str").str.strip()
        named = parents.map(kind_of, na_action="ignore") == kind
        pairs = {"code": codes[named], "parent_code": parents[named], "basis": basis_of(columns.kind, kind)}
        members.append(pd.DataFrame(pairs))
    return pd.concat(members, ignore_index=True)


def _boundaries(frame: pd.DataFrame, codes: pd.Series, what: str) -> tuple[object, dict[str, str]]:
    if not isinstance(frame, gpd.GeoDataFrame):
        return None, {}
    _check_boundaries(frame, codes, what)
    polygons = shapely.force_2d(frame.geometry.to_crs(BRITISH_NATIONAL_GRID).to_numpy())
    _check_place(polygons, frame.crs, what)
    reasons = shapely.is_valid_reason(polygons)
    invalid = ~shapely.is_valid(polygons)
    polygons[invalid] = shapely.make_valid(polygons[invalid], method="structure", keep_collapsed=False)
    repaired = dict(zip(codes[invalid], reasons[invalid], strict=True))
    whole = np.array([_as_multipolygon(polygon) for polygon in polygons], dtype=object)
    lost = codes[shapely.is_empty(whole)]
    if len(lost):
        raise GeographyError(f"{what}: the boundary of {lost.iloc[0]} encloses nothing.")
    return shapely.to_wkb(
        shapely.set_srid(whole, BRITISH_NATIONAL_GRID), hex=True, include_srid=True
    ), repaired


def _check_boundaries(frame: gpd.GeoDataFrame, codes: pd.Series, what: str) -> None:
    if frame.crs is None:
        raise GeographyError(
            f"{what} does not say which coordinate system (CRS) its boundaries are in.",
            hint="Save it with one, such as EPSG:27700; a Shapefile keeps it in the .prj file beside it.",
        )
    missing = codes[frame.geometry.isna() | frame.geometry.is_empty]
    if len(missing):
        raise GeographyError(f"{what}: {missing.iloc[0]} has no boundary.")
    other = frame.geometry[~frame.geometry.geom_type.isin(_POLYGONS)]
    if len(other):
        raise GeographyError(
            f"{what}: an area needs a polygon, and {codes[other.index[0]]} is a {other.iloc[0].geom_type}."
        )


def _check_place(polygons: np.ndarray, crs: object, what: str) -> None:
    west, south, east, north = shapely.total_bounds(polygons)
    least_x, least_y, most_x, most_y = UNITED_KINGDOM
    # Degrees that are called metres fall into the sea beside the grid's origin.
    degrees = east <= 180 and north <= 90
    # A comparison with nan is false: coordinates that cannot be projected are refused too.
    if degrees or not (least_x <= west and least_y <= south and east <= most_x and north <= most_y):
        raise GeographyError(
            f"{what}: read as {str(crs)[:40]}, its boundaries lie outside the United Kingdom.",
            hint="Check the coordinate system, and that longitude comes before latitude.",
        )


def _as_multipolygon(polygon: shapely.Geometry) -> shapely.MultiPolygon:
    parts = [part for part in shapely.get_parts(polygon) if isinstance(part, shapely.Polygon)]
    return shapely.MultiPolygon(parts)
