"""Access: how far it is to the nearest place, and how many services each ward can use."""

import math

import numpy as np
from numpy.typing import NDArray

from assetmap.coverage import kernel
from assetmap.coverage.arrays import Flags, Floats, Integers, starts
from assetmap.coverage.demand import Demand
from assetmap.coverage.supply import Supply

# Measured over England: half a place to a cell beats one, two and four, in towns and for rare services.
PLACES_IN_A_CELL = 0.5


def nearest_m(demand: Demand, supply: Supply, chosen: Flags) -> Floats:
    """Straight-line distance from each demand point to the nearest place that it may use.

    Parameters
    ----------
    demand : Demand, n_points
    supply : Supply, n_places
    chosen : ndarray of bool, shape (n_places,)
        The places to consider. A place limited to some areas counts only for the points inside them.

    Returns
    -------
    ndarray of float, shape (n_points,)
        Metres in EPSG:27700; inf where no place may be used. Exact at any distance.

    Notes
    -----
    Places are binned on a grid, and the cells around a point are walked ring by ring until no nearer place
    is possible (Bentley, Weide and Yao 1980, "Optimal expected-time algorithms for closest point problems").
    """
    distance_m = np.full(demand.residents.size, np.inf)
    if chosen.any():
        x, y = supply.x[chosen], supply.y[chosen]
        area_m2 = max(np.ptp(x), 1.0) * max(np.ptp(y), 1.0)
        cell_m = math.sqrt(area_m2 * PLACES_IN_A_CELL / x.size)
        places, grid = _bin(supply, np.flatnonzero(chosen), cell_m)
        kernel.nearest(demand.points, places, grid, distance_m)
    return distance_m


def visited(demand: Demand, supply: Supply, chosen: Flags) -> Flags:
    """Whether some service comes to each demand point.

    Parameters
    ----------
    demand : Demand, n_points
    supply : Supply, n_visits
    chosen : ndarray of bool, shape (n_visits,)
        The visits to consider.

    Returns
    -------
    ndarray of bool, shape (n_points,)
    """
    if not chosen.any():
        return np.zeros(demand.residents.size, np.bool_)
    # One more than there are areas, so that -1, which fills rows up, looks at a place that stays False.
    comes = np.zeros(len(demand.area_position) + 1, np.bool_)
    comes[supply.visit_area[chosen]] = True
    return np.asarray(comes[demand.points.areas].any(axis=1), np.bool_)


def services_within_reach(demand: Demand, supply: Supply, reach_m: float) -> Integers:
    """Count the services that a resident of each ward can use, in every category at once.

    Parameters
    ----------
    demand : Demand, n_wards
    supply : Supply, n_categories
    reach_m : float, metres
        A place exactly so far away is within reach.

    Returns
    -------
    ndarray of int32, shape (n_wards, n_categories)
        A service counts once for a ward: when it has a place within reach of a resident who may use it,
        inside the ward or across its border, or when it comes to a resident.
    """
    counts = np.zeros((len(demand.wards), len(supply.categories)), np.int32)
    cell_m = min(max(reach_m, 100.0), 10_000.0)
    places, grid = _bin(supply, np.arange(supply.x.size), cell_m)
    seen = np.full(supply.n_services, -1, np.int32)
    tally = kernel.Tally(float(reach_m), *supply.service_categories, seen, counts)
    kernel.reached(demand.points, places, grid, _visits(demand, supply), tally)
    return counts


def services_inside(demand: Demand, supply: Supply) -> Integers:
    """Count the services that have a place in each ward, shape (n_wards, n_categories)."""
    inside = supply.place_ward >= 0
    pairs = np.unique(np.column_stack([supply.place_ward[inside], supply.place_service[inside]]), axis=0)
    return _count_pairs(demand, supply, pairs[:, 0], pairs[:, 1])


def services_for_area(demand: Demand, supply: Supply) -> Integers:
    """Count the services that come to an area in which a resident of each ward lives.

    They are among the services within reach: the part of them that says nothing of distance.

    Parameters
    ----------
    demand : Demand, n_wards
    supply : Supply, n_categories

    Returns
    -------
    ndarray of int32, shape (n_wards, n_categories)
    """
    visits = _visits(demand, supply)
    ward = np.repeat(np.arange(len(demand.wards), dtype=np.int32), np.diff(visits.start))
    return _count_pairs(demand, supply, ward, visits.service)


def _count_pairs(demand: Demand, supply: Supply, ward: Integers, service: Integers) -> Integers:
    """Count pairs of a ward and a service in every category of the service."""
    counts = np.zeros((len(demand.wards), len(supply.categories)), np.int32)
    start, values = supply.service_categories
    lengths = np.diff(start)[service]
    np.add.at(counts, (np.repeat(ward, lengths), values[_runs(start[service], lengths)]), 1)
    return counts


def _bin(supply: Supply, which: NDArray[np.intp], cell_m: float) -> tuple[kernel.Places, kernel.Grid]:
    """Put places in the order of the cells of a grid that covers them."""
    x, y = supply.x[which], supply.y[which]
    x0, y0 = (float(x.min()), float(y.min())) if which.size else (0.0, 0.0)
    span = max(float(x.max()) - x0, float(y.max()) - y0) if which.size else 0.0
    # At most 2,000 cells across, however thin the area is that the places cover.
    cell_m = float(max(cell_m, span / 2_000, 1.0))
    column = np.floor((x - x0) / cell_m).astype(np.int64)
    row = np.floor((y - y0) / cell_m).astype(np.int64)
    columns, rows = (int(column.max()) + 1, int(row.max()) + 1) if which.size else (1, 1)
    cell = row * columns + column
    order = np.argsort(cell, kind="stable")
    start, limits = supply.place_limits
    lengths = np.diff(start)[which[order]]
    places = kernel.Places(
        x=x[order],
        y=y[order],
        service=supply.place_service[which[order]],
        limit_start=starts(lengths),
        limits=limits[_runs(start[:-1][which[order]], lengths)],
    )
    return places, kernel.Grid(
        x0, y0, cell_m, columns, rows, starts(np.bincount(cell, minlength=columns * rows))
    )


def _runs(start: Integers, lengths: Integers) -> NDArray[np.int64]:
    """Positions start[0], start[0] + 1 … (lengths[0] of them), then those of the next run, and so on."""
    shift = np.repeat(start - starts(lengths)[:-1], lengths)
    return np.arange(shift.size) + shift


def _visits(demand: Demand, supply: Supply) -> kernel.Visits:
    """For each ward, the services that come to a resident of it, once each."""
    ward_of, area_of = _wards_of_areas(demand)
    first = np.searchsorted(area_of, supply.visit_area, side="left")
    lengths = np.searchsorted(area_of, supply.visit_area, side="right") - first
    ward = ward_of[_runs(first.astype(np.int32), lengths.astype(np.int32))]
    pairs = np.unique(np.column_stack([ward, np.repeat(supply.visit_service, lengths)]), axis=0)
    start = starts(np.bincount(pairs[:, 0], minlength=len(demand.wards)))
    return kernel.Visits(start, np.ascontiguousarray(pairs[:, 1], np.int32))


def _wards_of_areas(demand: Demand) -> tuple[Integers, Integers]:
    """Each pair of a ward and an area that a resident of it lives in, ordered by area."""
    lived = demand.points.inhabited
    n_wards = len(demand.wards)
    keys = [
        np.unique(level[lived].astype(np.int64) * n_wards + demand.ward[lived])
        for level in demand.points.areas.T
    ]
    key = np.unique(np.concatenate(keys))
    key = key[key >= 0]
    return (key % n_wards).astype(np.int32), (key // n_wards).astype(np.int32)
