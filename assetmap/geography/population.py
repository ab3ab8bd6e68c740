"""Measures and their figures for areas, stored set by set."""

from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from assetmap.errors import GeographyError
from assetmap.geography.columns import code_columns
from assetmap.geography.gss import KINDS
from assetmap.geography.staging import stage
from assetmap.model.words import MEASURE_KIND

MEASURE_COLUMNS = ("code", "name", "kind", "unit", "source", "vintage")

_SQL = Path(__file__).parent / "sql"
_STORE_MEASURES = text((_SQL / "store_measures.sql").read_text("utf-8"))
_STORE_FIGURES = text((_SQL / "store_figures.sql").read_text("utf-8"))
_KNOWN_MEASURES = text("SELECT code FROM measure ORDER BY code")
_MEASURE_TYPES: dict[str, LiteralString] = dict.fromkeys(MEASURE_COLUMNS, "text")
_FIGURE_TYPES: dict[str, LiteralString] = {
    "measure_code": "text",
    "area_code": "text",
    "value": "double precision",
}


@dataclass(frozen=True, slots=True)
class FiguresStored:
    """How many areas came, figures changed and areas are not loaded, and which columns are no measure."""

    areas: int
    changed: int
    unknown_areas: int
    other_columns: tuple[str, ...]


def are_measures(frame: pd.DataFrame) -> bool:
    """Say whether a frame describes measures, rather than giving their figures."""
    return set(MEASURE_COLUMNS) <= set(frame.columns)


def store_measures(connection: Connection, frame: pd.DataFrame, what: str) -> int:
    """Insert measures, or change those that differ; gives how many.

    Parameters
    ----------
    connection : Connection
    frame : DataFrame, shape (n_measures, n_columns)
        The columns of `MEASURE_COLUMNS`, all filled in; `kind` is count, score, percent or rate.
    what : str
        What the frame is, for messages.

    Raises
    ------
    GeographyError
        When a field is empty, or a kind is another.
    """
    measures = frame[list(MEASURE_COLUMNS)]
    if measures.isna().to_numpy().any():
        raise GeographyError(f"{what}: a field is empty.", hint=f"Fill in {', '.join(MEASURE_COLUMNS)}.")
    wrong = measures[~measures["kind"].isin(MEASURE_KIND)]
    if len(wrong):
        raise GeographyError(
            f"{what}: “{wrong['kind'].iloc[0]}” is no kind of measure.",
            hint=f"Use {', '.join(MEASURE_KIND)}.",
        )
    stage(connection, "staged_measure", _MEASURE_TYPES, measures)
    return connection.execute(_STORE_MEASURES).rowcount


def store_figures(connection: Connection, frame: pd.DataFrame, what: str) -> FiguresStored:
    """Insert the figures of measures for areas, or change those that differ.

    Parameters
    ----------
    connection : Connection
    frame : DataFrame, shape (n_areas, n_columns)
        A column of GSS codes, and one named after each measure. An empty cell is no figure.
    what : str
        What the frame is, for messages.

    Returns
    -------
    FiguresStored

    Raises
    ------
    GeographyError
        When no column is named after a measure, or a cell holds no number.
    """
    codes = code_columns(frame)
    known = connection.execute(_KNOWN_MEASURES).scalars().all()
    measured = [code for code in known if code in frame.columns]
    if not codes or not measured:
        raise GeographyError(
            f"{what}: it needs a column of GSS codes and one named after a measure, such as "
            f"{', '.join(known[:3]) or 'residents'}.",
            hint="Describe new measures in a measures.csv beside it: " + ", ".join(MEASURE_COLUMNS),
        )
    code = codes[min(codes, key=KINDS.index)]
    figures = frame[measured].apply(_numbers, what=what).assign(area_code=frame[code].astype("str"))
    long = figures.melt("area_code", var_name="measure_code").dropna()
    stage(connection, "staged_figure", _FIGURE_TYPES, long)
    changed, unknown = connection.execute(_STORE_FIGURES).one()
    others = tuple(str(name) for name in frame.columns if name not in (*measured, *codes.values()))
    return FiguresStored(len(frame), changed, unknown, others)


def _numbers(column: pd.Series, what: str) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    wrong = column[(numbers.isna() & column.notna()) | np.isinf(numbers)]
    if len(wrong):
        raise GeographyError(f"{what}: “{wrong.iloc[0]}” in {column.name} is no number.")
    return numbers
