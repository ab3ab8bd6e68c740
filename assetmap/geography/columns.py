"""Which column is which: the names that publishers give to codes, names, postcodes and coordinates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assetmap.errors import GeographyError
from assetmap.geography.gss import KINDS, kind_of

_TRIED = 200
_YEAR = re.compile(r"(?:20)?(\d\d)")

#: What the columns of a file of postcodes may be called; those of ONSPD, NSPL and Code-Point are among them.
POSTCODE_NAMES: Mapping[str, tuple[str, ...]] = {
    "postcode": ("postcode", "pcds", "pcd", "pcd7", "pcd8", "pcd2", "pc"),
    "easting": ("easting", "eastings", "oseast1m", "east1m"),
    "northing": ("northing", "northings", "osnrth1m", "north1m"),
    "latitude": ("lat", "latitude"),
    "longitude": ("long", "longitude", "lon", "lng"),
    "quality": ("positional_quality", "positional_quality_indicator", "pqi", "osgrdind", "gridind"),
    "ended": ("doterm", "terminated"),
}


@dataclass(frozen=True, slots=True)
class AreaColumns:
    """The columns that name an area, and those that name the larger areas it belongs to."""

    code: str
    name: str | None
    kind: str
    parents: Mapping[str, str]  # kind to column
    vintage: str | None


def find_area_columns(frame: pd.DataFrame, what: str) -> AreaColumns:
    """Find an area's code, name and larger areas among a frame's columns, by what they hold and are called.

    Parameters
    ----------
    frame : DataFrame, shape (n_areas, n_columns)
    what : str
        What the frame is, for messages.

    Returns
    -------
    AreaColumns
        The finest kind of area is the file's own (a file of wards also names their districts). Of two
        columns of one kind the later year wins (`WD25CD` over `WD24CD`), and the year is the vintage.

    Raises
    ------
    GeographyError
        When no column holds GSS codes.

    Examples
    --------
    >>> frame = pd.DataFrame({"WD25CD": ["E05005081"], "WD25NM": ["Beacon Road"], "LAD25CD": ["E07000114"]})
    >>> find_area_columns(frame, "wards")
    AreaColumns(code='WD25CD', name='WD25NM', kind='ward', parents={'district': 'LAD25CD'}, vintage='2025')
    """
    by_kind = code_columns(frame)
    if not by_kind:
        raise GeographyError(
            f"{what}: no column holds GSS codes such as E05005081; its columns are {_listed(frame)}.",
            hint="Add the code of each area in a column of its own, such as WD25CD or code.",
        )
    kind = min(by_kind, key=KINDS.index)
    code = by_kind.pop(kind)
    return AreaColumns(code, _name_column(frame, code), kind, by_kind, _vintage(code))


def code_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Find the columns that hold GSS codes: kind of area to column."""
    found: dict[str, list[str]] = {}
    for column in frame.columns:
        kind = _kind_held(frame[column])
        if kind is not None:
            found.setdefault(kind, []).append(column)
    return {kind: max(columns, key=lambda column: _vintage(column) or "") for kind, columns in found.items()}


def find_postcode_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Find the columns of a file of postcodes: what each is (a key of POSTCODE_NAMES) to its name."""
    plain = {re.sub(r"[^a-z0-9]+", "_", str(column).lower()).strip("_"): column for column in frame.columns}
    return {
        meaning: plain[next(name for name in names if name in plain)]
        for meaning, names in POSTCODE_NAMES.items()
        if any(name in plain for name in names)
    }


def _kind_held(column: pd.Series) -> str | None:
    """Tell the kind of area that most of a column's first values are codes of."""
    if not (pd.api.types.is_string_dtype(column) or isinstance(column.dtype, pd.CategoricalDtype)):
        return None
    tried = column.dropna().head(_TRIED)
    kinds = tried.astype(str).map(kind_of).dropna()
    return str(kinds.mode().iloc[0]) if len(kinds) * 2 > len(tried) else None


def _name_column(frame: pd.DataFrame, code: str) -> str | None:
    lower = {str(column).lower(): column for column in frame.columns}
    stem = code.lower()
    named = re.sub(r"cd$", "nm", stem), re.sub(r"code$", "name", stem), "name"
    return next((lower[name] for name in named if name != stem and name in lower), None)


def _vintage(column: str) -> str | None:
    year = _YEAR.search(column)
    return f"20{year[1]}" if year else None


def _listed(frame: pd.DataFrame) -> str:
    return ", ".join(str(column) for column in list(frame.columns)[:12])
