"""Load geography: a pack, a folder or a file of areas, postcodes and figures, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, text

from assetmap.database.version import move_on
from assetmap.errors import GeographyError
from assetmap.geography.areas import join_areas, store_areas
from assetmap.geography.boundaries import Areas, prepare_areas
from assetmap.geography.columns import code_columns, find_postcode_columns
from assetmap.geography.files import read_frame
from assetmap.geography.gss import KINDS
from assetmap.geography.manifest import ORDER, Entry, Kind, find_entries
from assetmap.geography.population import are_measures, store_figures, store_measures
from assetmap.geography.postcodes import store_postcodes

_SHOWN = 5

_RECORD = text(
    "INSERT INTO data_load (name, loaded_on, rows, source, vintage)"
    " VALUES (:name, current_date, :rows, :source, :vintage)"
    " ON CONFLICT (name) DO UPDATE SET loaded_on = EXCLUDED.loaded_on, rows = EXCLUDED.rows,"
    " source = EXCLUDED.source, vintage = EXCLUDED.vintage"
)
_TAKE_TURNS = text("SELECT number FROM version WHERE name = 'geography' FOR UPDATE")
# Compiling a plan costs more than these statements save by it.
_NO_JIT = "SET LOCAL jit = off"
# The planner must know the areas before the postcodes are placed in them, or it compares each with each.
_ANALYZE_AREAS = "ANALYZE area, area_membership"
_ANALYZE = "ANALYZE postcode, measure, population_figure"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of one file: how many rows it held, how many were new or changed, and what to know of it."""

    name: str
    kind: str
    rows: int
    changed: int
    notes: tuple[str, ...] = ()
    source: str | None = None
    vintage: str | None = None


@dataclass(frozen=True, slots=True)
class _File:
    entry: Entry
    kind: Kind
    frame: pd.DataFrame


def load(
    connection: Connection, path: Path, *, kind: Kind | None = None, vintage: str | None = None
) -> list[Loaded]:
    """Load the areas, postcodes and figures at a path; the caller commits.

    Parameters
    ----------
    connection : Connection
        In a transaction. Everything is written in it, or, after an error, nothing should be.
    path : Path
        A file, a folder with a pack.toml, or a folder of files.
    kind : str, optional
        What the files hold, where their columns do not say ("terminated" postcodes look like live ones).
    vintage : str, optional
        Year or date, before what pack.toml or the columns say.

    Returns
    -------
    list of Loaded
        One for each file, in the order in which they loaded.

    Raises
    ------
    GeographyError
        When a file cannot be read or must not be loaded, with what to do.
    """
    files = [_read(entry, kind) for entry in find_entries(path)]
    connection.exec_driver_sql(_NO_JIT)
    # First, so that two loads take turns.
    connection.execute(_TAKE_TURNS)
    loaded = _load_areas(connection, [file for file in files if file.kind == "areas"], vintage)
    connection.exec_driver_sql(_ANALYZE_AREAS)
    for file in sorted(files, key=lambda file: ORDER.index(file.kind)):
        if file.kind != "areas":
            done = _load_one(connection, file)
            loaded.append(replace(done, vintage=vintage or file.entry.vintage, source=file.entry.source))
    for done in loaded:
        connection.execute(
            _RECORD, {"name": done.name, "rows": done.rows, "source": done.source, "vintage": done.vintage}
        )
    connection.exec_driver_sql(_ANALYZE)
    move_on(connection, "geography")
    return loaded


def _read(entry: Entry, kind: Kind | None) -> _File:
    frame = read_frame(entry.path)
    if frame.empty:
        raise GeographyError(f"{entry.name} holds no rows.")
    wanted = kind or entry.kind or _kind_of(frame, entry)
    if wanted not in ORDER:
        raise GeographyError(f"{entry.name}: “{wanted}” is nothing we load.", hint=f"Use {', '.join(ORDER)}.")
    return _File(entry, wanted, frame)


def _kind_of(frame: pd.DataFrame, entry: Entry) -> Kind:
    """Tell what a file holds from its columns."""
    if isinstance(frame, gpd.GeoDataFrame):
        return "areas"
    if "postcode" in find_postcode_columns(frame):
        return "terminated" if "terminated" in entry.path.name.lower() else "postcodes"
    if are_measures(frame):
        return "measures"
    codes = code_columns(frame)
    names = {column for column in frame.columns if str(column).lower().endswith(("nm", "name"))}
    return "areas" if set(frame.columns) <= names | set(codes.values()) else "figures"


def _load_areas(connection: Connection, files: Sequence[_File], vintage: str | None) -> list[Loaded]:
    """Store areas from the largest to the smallest, then what belongs to what."""
    prepared = [
        (file.entry, prepare_areas(file.frame, file.entry.name, vintage=vintage or file.entry.vintage))
        for file in files
    ]
    prepared.sort(key=lambda pair: -KINDS.index(pair[1].kind))
    loaded = [_store(connection, entry, areas) for entry, areas in prepared]
    if prepared:
        joined = join_areas(connection, [areas for _, areas in prepared])
        if joined.unknown:
            note = f"{joined.unknown:,} belong to a larger area that is not loaded"
            loaded[-1] = replace(loaded[-1], notes=(*loaded[-1].notes, note))
    return loaded


def _store(connection: Connection, entry: Entry, areas: Areas) -> Loaded:
    changed = store_areas(connection, areas)
    notes = [
        f"{code}: its boundary was repaired ({why})" for code, why in list(areas.repaired.items())[:_SHOWN]
    ]
    if len(areas.repaired) > _SHOWN:
        notes.append(f"{len(areas.repaired) - _SHOWN:,} more boundaries were repaired")
    vintage = areas.frame["vintage"].iloc[0]
    return Loaded(entry.name, areas.kind, len(areas.frame), changed, tuple(notes), entry.source, vintage)


def _load_one(connection: Connection, file: _File) -> Loaded:
    name, frame = file.entry.name, file.frame
    if file.kind == "measures":
        return Loaded(name, file.kind, len(frame), store_measures(connection, frame, name))
    if file.kind == "figures":
        stored = store_figures(connection, frame, name)
        notes = {
            "areas are not loaded, and nor were their figures": stored.unknown_areas,
            f"columns are no measure: {', '.join(stored.other_columns[:_SHOWN])}": len(stored.other_columns),
        }
        return Loaded(name, file.kind, stored.areas, stored.changed, _counted(notes))
    done = store_postcodes(connection, frame, name, terminated=file.kind == "terminated")
    notes = {
        "are no postcodes and were left out": done.misspelt,
        "have no position in the United Kingdom and were left out": done.unplaced,
    }
    return Loaded(name, file.kind, done.came, done.changed, _counted(notes))


def _counted(notes: dict[str, int]) -> tuple[str, ...]:
    return tuple(f"{count:,} {what}" for what, count in notes.items() if count)
