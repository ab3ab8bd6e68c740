"""The two compiled loops of coverage: nearest place, and services within reach of each ward.

Everything is inlined and no part of an array is taken out: either would cost several times the time. They
are compiled for one set of types when this module is imported (about three seconds the first time on a
machine, half a second from numba's cache after that), never in the middle of a request. They let go of the
interpreter's lock and use no threads of their own: two requests must not enter numba's thread pool at once.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit, types

from assetmap.coverage.arrays import Flags, Floats, Integers


class Points(NamedTuple):
    """Demand points by ward: metres in EPSG:27700, and the areas each is in (-1 fills a row up)."""

    x: Floats
    y: Floats
    areas: Integers
    inhabited: Flags
    ward_start: Integers


class Places(NamedTuple):
    """Places in the order of a grid's cells, with the areas that each is limited to (none: no limit)."""

    x: Floats
    y: Floats
    service: Integers
    limit_start: Integers
    limits: Integers


class Grid(NamedTuple):
    """Square cells over places: `start[i]` is the first place of cell i, counted row by row."""

    x0: float
    y0: float
    cell_m: float
    columns: int
    rows: int
    start: Integers


class Visits(NamedTuple):
    """The services that come to each ward: those of ward i are service[start[i]:start[i + 1]]."""

    start: Integers
    service: Integers


class Tally(NamedTuple):
    """What to count: services by category, into `counts[ward, category]`.

    `seen` holds the last ward that each service was counted for, -1 to begin with.
    """

    reach_m: float
    category_start: Integers
    categories: Integers
    seen: Integers
    counts: Integers


@njit(inline="always")
def _squared_m(points: Points, p: int, places: Places, k: int) -> float:
    across: float = points.x[p] - places.x[k]
    up: float = points.y[p] - places.y[k]
    return across * across + up * up


@njit(inline="always")
def _admits(points: Points, p: int, places: Places, k: int) -> bool:
    first: int = places.limit_start[k]
    last: int = places.limit_start[k + 1]
    for limit in range(first, last):
        for level in range(points.areas.shape[1]):
            if points.areas[p, level] == places.limits[limit]:
                return True
    return first == last


@njit(inline="always")
def _nearest_in_run(points: Points, p: int, places: Places, first: int, last: int, best: float) -> float:
    for k in range(first, last):
        squared = _squared_m(points, p, places, k)
        if squared < best and _admits(points, p, places, k):
            best = squared
    return best


@njit(inline="always")
def _nearest_in_ring(
    points: Points, p: int, places: Places, grid: Grid, column: int, row: int, ring: int, best: float
) -> float:
    left, right = column - ring, column + ring
    for j in range(max(0, row - ring), min(grid.rows - 1, row + ring) + 1):
        base = j * grid.columns
        if abs(j - row) == ring:
            first, last = max(0, left), min(grid.columns - 1, right)
            if first <= last:
                best = _nearest_in_run(
                    points, p, places, grid.start[base + first], grid.start[base + last + 1], best
                )
            continue
        for i in (left, right):
            if 0 <= i < grid.columns:
                best = _nearest_in_run(
                    points, p, places, grid.start[base + i], grid.start[base + i + 1], best
                )
    return best


def _nearest(points: Points, places: Places, grid: Grid, distance_m: Floats) -> None:
    """Fill `distance_m` ring by ring: a place in ring r is at least r - 1 cells away."""
    for p in range(points.x.size):
        column = math.floor((points.x[p] - grid.x0) / grid.cell_m)
        row = math.floor((points.y[p] - grid.y0) / grid.cell_m)
        first = max(0, -column, column - grid.columns + 1, -row, row - grid.rows + 1)
        last = max(column, grid.columns - 1 - column, row, grid.rows - 1 - row)
        best = np.inf
        for ring in range(first, last + 1):
            closest = max(0, ring - 1) * grid.cell_m
            if closest * closest >= best:
                break
            best = _nearest_in_ring(points, p, places, grid, column, row, ring, best)
        distance_m[p] = math.sqrt(best)


@njit(inline="always")
def _count(tally: Tally, service: int, ward: int) -> None:
    tally.seen[service] = ward
    for k in range(tally.category_start[service], tally.category_start[service + 1]):
        tally.counts[ward, tally.categories[k]] += 1


@njit(inline="always")
def _count_run(
    points: Points, p: int, ward: int, places: Places, first: int, last: int, tally: Tally
) -> None:
    # A little over the square, so that the root alone decides, as it does for the nearest.
    roughly = tally.reach_m * tally.reach_m * 1.000001
    for k in range(first, last):
        service = places.service[k]
        if tally.seen[service] == ward:
            continue
        squared = _squared_m(points, p, places, k)
        if squared <= roughly and math.sqrt(squared) <= tally.reach_m and _admits(points, p, places, k):
            _count(tally, service, ward)


@njit(inline="always")
def _count_around(points: Points, p: int, ward: int, places: Places, grid: Grid, tally: Tally) -> None:
    reach_m = tally.reach_m
    first = max(0, math.floor((points.x[p] - reach_m - grid.x0) / grid.cell_m))
    last = min(grid.columns - 1, math.floor((points.x[p] + reach_m - grid.x0) / grid.cell_m))
    low = max(0, math.floor((points.y[p] - reach_m - grid.y0) / grid.cell_m))
    high = min(grid.rows - 1, math.floor((points.y[p] + reach_m - grid.y0) / grid.cell_m))
    if first > last:
        return
    for j in range(low, high + 1):
        base = j * grid.columns
        _count_run(points, p, ward, places, grid.start[base + first], grid.start[base + last + 1], tally)


def _reached(points: Points, places: Places, grid: Grid, visits: Visits, tally: Tally) -> None:
    """Count each service once for each ward that it visits, or that has a resident within reach of it."""
    for ward in range(points.ward_start.size - 1):
        for k in range(visits.start[ward], visits.start[ward + 1]):
            _count(tally, visits.service[k], ward)
        for p in range(points.ward_start[ward], points.ward_start[ward + 1]):
            if points.inhabited[p]:
                _count_around(points, p, ward, places, grid, tally)


def _named(kind: type, *fields: Any) -> Any:
    # Numba has a type of its own for named tuples whose fields are all alike.
    alike = len(set(fields)) == 1
    make: Any = types.NamedUniTuple if alike else types.NamedTuple
    return make(fields[0], len(fields), kind) if alike else make(fields, kind)


_floats = types.float64[::1]
_integers = types.int32[::1]
_table = types.int32[:, ::1]
_points = _named(Points, _floats, _floats, _table, types.boolean[::1], _integers)
_places = _named(Places, _floats, _floats, _integers, _integers, _integers)
_grid = _named(Grid, types.float64, types.float64, types.float64, types.int64, types.int64, _integers)
_visits = _named(Visits, _integers, _integers)
_tally = _named(Tally, types.float64, _integers, _integers, _integers, _table)


def _compile(function: Callable[..., None], *arguments: Any) -> Callable[..., None]:
    signature = types.void(*arguments)
    try:
        compiled: Callable[..., None] = njit(signature, cache=True, nogil=True)(function)
    except RuntimeError:
        # Numba has nowhere to keep what it compiles: neither beside this file nor in a home.
        compiled = njit(signature, nogil=True)(function)
    return compiled


nearest = _compile(_nearest, _points, _places, _grid, _floats)
reached = _compile(_reached, _points, _places, _grid, _visits, _tally)
