"""Staging tables: a frame streamed with COPY into a table that lives as long as the caller's transaction."""

import io
from collections.abc import Mapping
from typing import LiteralString, cast

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv
from psycopg import sql
from sqlalchemy import Connection

_ROWS_AT_ONCE = 20_000


def stage(
    connection: Connection, table: str, types: Mapping[str, LiteralString], frame: pd.DataFrame
) -> None:
    """Fill a temporary table from a frame.

    Parameters
    ----------
    connection : Connection
        In a transaction; the table is dropped with its end.
    table : str
        Replaced when it is there already.
    types : mapping of str to str
        Columns of the frame to take, with their types in PostgreSQL.
    frame : DataFrame, shape (n_rows, n_columns)
        Missing values become NULL.
    """
    columns = [sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in types.items()]
    name = sql.Identifier(table)
    connection.exec_driver_sql("SELECT")  # SQLAlchemy must know that the transaction has begun
    driver = cast("psycopg.Connection[object]", connection.connection.driver_connection)
    with driver.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(name))
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(name, sql.SQL(", ").join(columns))
        )
        names = sql.SQL(", ").join(map(sql.Identifier, types))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(name, names)) as copy:
            for start in range(0, len(frame), _ROWS_AT_ONCE):
                copy.write(_as_csv(frame[list(types)].iloc[start : start + _ROWS_AT_ONCE]))
        cursor.execute(sql.SQL("ANALYZE {}").format(name))


def _as_csv(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    pyarrow.csv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), out, options)
    return out.getvalue()
