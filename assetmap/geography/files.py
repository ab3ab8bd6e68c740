"""Files of areas, postcodes and figures, read as frames."""

import zlib
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet
import pyogrio.errors

from assetmap.errors import GeographyError
from assetmap.geography.manifest import PARQUET, TABLES

_UNREADABLE = (
    *(OSError, ValueError, EOFError, zlib.error),
    *(pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError),
)


def read_frame(path: Path) -> pd.DataFrame:
    """Read one file.

    Parameters
    ----------
    path : Path
        Whatever GeoPandas reads, or CSV (compressed or not), or Parquet with or without geometry.

    Returns
    -------
    DataFrame, or GeoDataFrame where there are boundaries
        The columns of a CSV are all text, so that no code or postcode is taken for a number.

    Raises
    ------
    GeographyError
        When the file cannot be read, with what the library said.
    """
    try:
        frame = _reader(path)(path)
    except _UNREADABLE as error:
        raise GeographyError(
            f"{path} cannot be read: {str(error).splitlines()[0]}",
            hint="It should be GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet, Parquet or CSV.",
        ) from None
    # Parquet may keep the codes as its index.
    return frame.reset_index(drop=frame.index.name is None)


def _reader(path: Path) -> Callable[[Path], pd.DataFrame]:
    name = path.name.lower()
    if name.endswith(TABLES):
        return _read_csv
    return _read_parquet if name.endswith(PARQUET) else gpd.read_file


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False, na_values=[""])


def _read_parquet(path: Path) -> pd.DataFrame:
    with_boundaries = b"geo" in (pyarrow.parquet.read_schema(path).metadata or {})
    return gpd.read_parquet(path) if with_boundaries else pd.read_parquet(path)
