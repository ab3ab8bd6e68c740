"""Gaps: for each ward and category, who has a service within reach and who has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from assetmap.coverage.access import (
    nearest_m,
    services_for_area,
    services_inside,
    services_within_reach,
    visited,
)
from assetmap.coverage.arrays import Flags, Floats, Integers
from assetmap.coverage.demand import Demand, Ward
from assetmap.coverage.supply import Supply
from assetmap.directory.categories import Category

Status = Literal["none", "thin", "covered"]

# A mile, or twenty minutes on foot: what "walkable" commonly means in English planning guidance.
DEFAULT_REACH_M = 1_600
# A ward is covered when no more than a quarter of its residents are left without.
COVERED_WITHOUT = 0.25
STATUSES: tuple[Status, ...] = ("none", "thin", "covered")


class Gap(NamedTuple):
    """One ward and one category; a category of health services is there as context, not as a gap to fill.

    `share_without` runs from 0 to 1, and `nearest_m` is in metres; both are nan where they cannot be said.
    """

    ward: Ward
    category: Category
    residents: float
    services_in_ward: int
    services_within_reach: int
    services_for_area: int
    share_without: float
    nearest_m: float
    status: Status
    need: float


class WardSummary(NamedTuple):
    """How many categories are missing, thin and covered in a ward, with the slugs of those missing.

    Context categories are left out of the counts.
    """

    ward: Ward
    residents: float
    none: int
    thin: int
    covered: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GapTable:
    """The gaps of some wards as arrays, shape (n_wards, n_categories) unless said otherwise.

    Attributes
    ----------
    wards : tuple of Ward, n_wards
    categories : tuple of Category, n_categories
    reach_m : float, metres
    residents : ndarray of float, shape (n_wards,)
    services_in_ward, services_within_reach : ndarray of int32
    services_for_area : ndarray of int32
        Those within reach that come to people, or cover an area without a place that may be named.
    share_without : ndarray of float
        From 0 to 1; nan where nobody lives.
    nearest_m : ndarray of float, metres
        Averaged over the ward's residents; nan where none of them has any, however far.
    need : ndarray of float
        The measure that each category names, for the ward; nan where it is not known.
    measures : mapping of measure code to its name and unit
    notes : tuple of str
        What to know of the figures, in sentences.
    """

    wards: tuple[Ward, ...]
    categories: tuple[Category, ...]
    reach_m: float
    residents: Floats
    services_in_ward: Integers
    services_within_reach: Integers
    services_for_area: Integers
    share_without: Floats
    nearest_m: Floats
    need: Floats
    measures: Mapping[str, tuple[str, str]]
    notes: tuple[str, ...]

    @property
    def status(self) -> Integers:
        """Positions in STATUSES, shape (n_wards, n_categories); see `status_of`."""
        return status_of(self.services_within_reach, self.share_without)

    def rows(self) -> list[Gap]:
        """One row for each category and ward: categories as given, wards with none first.

        Within a status the ward with the greater share without comes first, then the one with more
        residents, then by name and code.
        """
        status = self.status
        return [
            self._row(int(ward), column, STATUSES[status[ward, column]])
            for column in range(len(self.categories))
            for ward in self._order(status[:, column], self.share_without[:, column])
        ]

    def _order(self, status: Integers, share_without: Floats) -> Integers:
        codes = np.array([ward.code for ward in self.wards])
        names = np.array([ward.name for ward in self.wards])
        without = np.round(np.nan_to_num(share_without), 9)
        return np.lexsort((codes, names, -self.residents, -without, status)).astype(np.int32)

    def _row(self, ward: int, column: int, status: Status) -> Gap:
        return Gap(
            ward=self.wards[ward],
            category=self.categories[column],
            residents=float(self.residents[ward]),
            services_in_ward=int(self.services_in_ward[ward, column]),
            services_within_reach=int(self.services_within_reach[ward, column]),
            services_for_area=int(self.services_for_area[ward, column]),
            share_without=float(self.share_without[ward, column]),
            nearest_m=float(self.nearest_m[ward, column]),
            status=status,
            need=float(self.need[ward, column]),
        )

    def summary(self) -> list[WardSummary]:
        """One row for each ward: most categories missing first, then most thin, then by name and code."""
        wanted = np.array([not category.context for category in self.categories], np.bool_)
        slugs = np.array([category.slug for category in self.categories], np.str_)
        rows = []
        for ward, residents, status in zip(self.wards, self.residents, self.status, strict=True):
            none, thin, covered = np.bincount(status[wanted], minlength=len(STATUSES)).tolist()
            missing = tuple(slugs[wanted & (status == 0)].tolist())
            rows.append(WardSummary(ward, float(residents), none, thin, covered, missing))
        return sorted(rows, key=lambda row: (-row.none, -row.thin, row.ward.name, row.ward.code))


def find_gaps(
    demand: Demand, supply: Supply, categories: Sequence[Category], reach_m: float = DEFAULT_REACH_M
) -> GapTable:
    """Measure every ward of the demand against every category of the supply.

    Parameters
    ----------
    demand : Demand, n_wards
        Points in EPSG:27700.
    supply : Supply, n_categories
        Services beyond the wards count where they are within reach.
    categories : sequence of Category
        In the order of `supply.categories`.
    reach_m : float, metres
        Straight-line distance that is near enough; a place exactly so far away counts.

    Returns
    -------
    GapTable

    Raises
    ------
    ValueError
        When the categories are not those of the supply.

    Notes
    -----
    Counting what lies within a fixed distance is the container, or cumulative opportunity, measure (Talen and
    Anselin 1998, "Assessing spatial equity"). It says nothing of capacity or of competition for it.
    """
    if tuple(category.slug for category in categories) != supply.categories:
        raise ValueError("The categories are not those that the supply was built for, in its order.")
    shape = (len(demand.wards), len(categories))
    share, distance = np.full(shape, np.nan), np.full(shape, np.nan)
    for column, (places, visits) in enumerate(supply.by_category()):
        nearest = nearest_m(demand, supply, places)
        provided = (nearest <= reach_m) | visited(demand, supply, visits)
        share[:, column] = share_without(demand, provided)
        distance[:, column] = mean_distance_m(demand, nearest)
    return GapTable(
        wards=demand.wards,
        categories=tuple(categories),
        reach_m=reach_m,
        residents=demand.ward_residents,
        services_in_ward=services_inside(demand, supply),
        services_within_reach=services_within_reach(demand, supply, reach_m),
        services_for_area=services_for_area(demand, supply),
        share_without=share,
        nearest_m=distance,
        need=np.column_stack([_need(demand, category) for category in categories])
        if categories
        else np.empty(shape),
        measures=demand.measures,
        notes=demand.notes,
    )


def share_without(demand: Demand, provided: Flags) -> Floats:
    """Share of each ward's residents who are not provided for.

    Parameters
    ----------
    demand : Demand, n_points, n_wards
    provided : ndarray of bool, shape (n_points,)

    Returns
    -------
    ndarray of float, shape (n_wards,)
        From 0 to 1; nan where nobody lives.
    """
    left_out = demand.over_wards(np.where(provided, 0.0, demand.residents))
    return _divide(left_out, demand.ward_residents)


def mean_distance_m(demand: Demand, distance_m: Floats) -> Floats:
    """Distance averaged over each ward's residents.

    Parameters
    ----------
    demand : Demand, n_points, n_wards
    distance_m : ndarray of float, shape (n_points,), metres
        inf for a point that has none; its residents are left out of the average.

    Returns
    -------
    ndarray of float, shape (n_wards,), metres
        nan where nobody lives, or where no resident has any.
    """
    reachable = np.isfinite(distance_m)
    residents = np.where(reachable, demand.residents, 0.0)
    metres = np.where(reachable, distance_m, 0.0)
    return _divide(demand.over_wards(residents * metres), demand.over_wards(residents))


def status_of(services_within_reach: Integers, share_without: Floats) -> Integers:
    """The plain words for a ward, as positions in STATUSES.

    `none`: not one resident has a service within reach, and none comes to them. `covered`: at least three
    quarters of the residents have one. `thin`: anything between. A ward in which nobody lives has `none`.

    Parameters
    ----------
    services_within_reach : ndarray of int, any shape
    share_without : ndarray of float, the same shape

    Returns
    -------
    ndarray of int32, the same shape

    Examples
    --------
    >>> [STATUSES[i] for i in status_of(np.array([0, 1, 2]), np.array([1.0, 0.4, 0.25]))]
    ['none', 'thin', 'covered']
    """
    # Shares are sums of many fractions; a quarter may come out a hair above a quarter.
    covered = np.round(share_without, 9) <= COVERED_WITHOUT
    return np.where(services_within_reach == 0, 0, np.where(covered, 2, 1)).astype(np.int32)


def _need(demand: Demand, category: Category) -> Floats:
    return demand.figures.get(category.need, np.full(len(demand.wards), np.nan))


def _divide(amount: Floats, by: Floats) -> Floats:
    share: Floats = np.divide(amount, by, out=np.full(by.shape, np.nan), where=by > 0)
    return share
