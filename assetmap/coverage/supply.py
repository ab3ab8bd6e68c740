"""Supply: the services of a listing as arrays, with their places and the areas they come to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assetmap.coverage.arrays import Floats, Integers, lay_end_to_end
from assetmap.coverage.demand import Demand

# The number of an area in which no demand point lies: a limit that admits nobody here.
ELSEWHERE = -2


class Provision(NamedTuple):
    """One row of the listing as coverage needs it.

    A row with `x` and `y` (metres, EPSG:27700) is a place, and `serves` limits who may use it (empty: no
    limit). A row without is a service that comes to the areas in `serves`.
    """

    service: object
    x: float | None
    y: float | None
    ward_code: str | None
    categories: Sequence[str]
    serves: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """Services with their categories, places and visits.

    Attributes
    ----------
    categories : tuple of str, n_categories
        Category slugs; a service's categories are positions in it.
    service_categories : tuple of (start, values)
        Categories of each of n_services services.
    x, y : ndarray of float, shape (n_places,), metres in EPSG:27700
    place_service, place_ward : ndarray of int32, shape (n_places,)
        The service at each place, and the position of the ward it lies in (-1 outside the wards asked).
    place_limits : tuple of (start, values)
        The areas that each place is limited to; none means no limit.
    visit_service, visit_area : ndarray of int32, shape (n_visits,)
        A service that comes to an area.
    """

    categories: tuple[str, ...]
    service_categories: tuple[Integers, Integers]
    x: Floats
    y: Floats
    place_service: Integers
    place_ward: Integers
    place_limits: tuple[Integers, Integers]
    visit_service: Integers
    visit_area: Integers

    @property
    def n_services(self) -> int:
        """How many services there are, wherever they are."""
        return int(self.service_categories[0].size - 1)

    def by_category(self) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        """For each category, which places and which visits are of it, shapes (n_places,) and (n_visits,)."""
        start, values = self.service_categories
        owner = np.repeat(np.arange(self.n_services), np.diff(start))
        for category in range(len(self.categories)):
            of_it = np.zeros(self.n_services, np.bool_)
            of_it[owner[values == category]] = True
            yield of_it[self.place_service], of_it[self.visit_service]


def build_supply(rows: Iterable[Provision], categories: Sequence[str], demand: Demand) -> Supply:
    """Turn rows of the listing into arrays, numbered as the demand numbers its wards and areas.

    Parameters
    ----------
    rows : iterable of Provision
        Several rows may belong to one service; they all carry that service's categories.
    categories : sequence of str
        The slugs to keep. A row with none of them is left out.
    demand : Demand

    Returns
    -------
    Supply
    """
    of_service: dict[object, list[int]] = {}
    places: list[Provision] = []
    limits: list[list[int]] = []
    visits: list[tuple[int, int]] = []
    number: dict[object, int] = {}
    # Of a million rows few differ in their categories.
    positions = cache(partial(_positions, column={slug: place for place, slug in enumerate(categories)}))
    for row in rows:
        mine = positions(tuple(row.categories))
        if not mine:
            continue
        service = number.setdefault(row.service, len(number))
        of_service.setdefault(row.service, mine)
        areas = [demand.area_position.get(code, ELSEWHERE) for code in row.serves] if row.serves else []
        if row.x is None:
            visits += [(service, area) for area in areas if area != ELSEWHERE]
        else:
            places.append(row)
            limits.append(areas)
    ward = {place.code: position for position, place in enumerate(demand.wards)}
    visiting = np.array(visits, np.int32).reshape(-1, 2)
    return Supply(
        categories=tuple(categories),
        service_categories=lay_end_to_end(list(of_service.values())),
        x=np.array([row.x for row in places], np.float64),
        y=np.array([row.y for row in places], np.float64),
        place_service=np.array([number[row.service] for row in places], np.int32),
        place_ward=np.array([ward.get(row.ward_code or "", -1) for row in places], np.int32),
        place_limits=lay_end_to_end(limits),
        visit_service=np.ascontiguousarray(visiting[:, 0]),
        visit_area=np.ascontiguousarray(visiting[:, 1]),
    )


def _positions(slugs: tuple[str, ...], *, column: Mapping[str, int]) -> list[int]:
    return sorted({column[slug] for slug in slugs if slug in column})
