"""GeoPackage: one layer of listings on the National Grid (EPSG:27700), with what must be said as metadata."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from sqlalchemy import Connection

from assetmap.export.about import TITLE, About, said_at
from assetmap.export.choice import AT_ONCE, Choice, Row
from assetmap.export.columns import COLUMNS, Kind, flat_rows

LAYER = "services"
_GEOMETRY = "geometry"
_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int32(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "date": pa.date32(),
}
# The layer's own number is called fid, and ours is kept beside it.
_SCHEMA = pa.schema(
    [*(pa.field(column.name, _TYPES[column.kind]) for column in COLUMNS), pa.field(_GEOMETRY, pa.binary())]
)


def write_gpkg(path: Path, connection: Connection, choice: Choice, about: About) -> int:
    """Write the listings as a GeoPackage; what has no place has no geometry. Returns how many.

    Raises OSError where the file cannot be written.
    """
    batches = _Batches(flat_rows(connection, choice, "ST_AsBinary(listing.point)"))
    reader = pa.RecordBatchReader.from_batches(_SCHEMA, iter(batches))
    try:
        pyogrio.write_arrow(
            reader,
            path,
            layer=LAYER,
            driver="GPKG",
            geometry_name=_GEOMETRY,
            geometry_type="Point",
            crs="EPSG:27700",
            dataset_metadata=_metadata(about),
            layer_options={"IDENTIFIER": TITLE, "DESCRIPTION": "\n".join(about.lines())},
        )
    except (DataSourceError, DataLayerError) as error:
        # Of a folder that is not there, or a disk that is full, GDAL tells in an error of its own.
        raise OSError(str(error)) from error
    return batches.count


def _metadata(about: About) -> dict[str, str]:
    return {
        "title": TITLE,
        "changed_at": said_at(about.changed_at),
        "licence": about.geography.name or "",
        "attribution": about.attribution,
        "about": "\n".join(about.lines()),
    }


class _Batches:
    """Rows as batches of columns, counted as they pass."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        while several := list(islice(self._rows, AT_ONCE)):
            self.count += len(several)
            arrays = [pa.array([row[field.name] for row in several], field.type) for field in _SCHEMA]
            yield pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA)
