"""Columns of invented values, and how they get into a table fast."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection


def copy(connection: Connection, table: str, columns: Mapping[str, object]) -> None:
    """Stream columns into a table; a single value is repeated, an empty text is NULL."""
    rows = pa.Table.from_pandas(pd.DataFrame(columns), preserve_index=False)
    buffer = BytesIO()
    pyarrow.csv.write_csv(rows, buffer, pyarrow.csv.WriteOptions(include_header=False))
    driver = connection.connection.driver_connection
    assert driver is not None
    names = ", ".join(f'"{name}"' for name in columns)
    # Every value is quoted, so that the empty ones need to be named as NULL.
    into = f"COPY {table} ({names}) FROM STDIN (FORMAT csv, FORCE_NULL ({names}))"
    with driver.cursor() as cursor, cursor.copy(into) as stream:
        stream.write(buffer.getvalue())


def phrase(rng: np.random.Generator, count: int, words: Sequence[str]) -> np.ndarray:
    """One of the words for each row, with a space to go on from."""
    return np.array([f" {word} " for word in words], dtype=object)[rng.integers(0, len(words), count)]


def uuids(rng: np.random.Generator, count: int) -> np.ndarray:
    """Random identifiers as text."""
    digits = rng.bytes(16 * count).hex()
    return np.array([digits[at : at + 32] for at in range(0, 32 * count, 32)], dtype=object)


def points(places: pd.DataFrame) -> list[str]:
    """Places as PostGIS reads them (EPSG:27700)."""
    return [
        f"SRID=27700;POINT({x} {y})"
        for x, y in zip(places.easting.astype(int), places.northing.astype(int), strict=True)
    ]
