"""Demand points: where the residents of some wards live, as far as open figures can say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assetmap.coverage.arrays import Floats, Integers, starts
from assetmap.coverage.kernel import Points


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward with its district, and every larger area that it belongs to (its district among them)."""

    code: str
    name: str
    district_code: str
    district_name: str
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A population measure with its value in each LSOA (nan where there is none)."""

    code: str
    name: str
    unit: str
    adds_up: bool
    values: Floats


@dataclass(frozen=True, slots=True)
class Dwellings:
    """Points with the position of the ward and of the LSOA of each: postcodes, and centroids for want of one.

    Attributes
    ----------
    x, y : ndarray of float, shape (n_points,), metres in EPSG:27700
    ward, lsoa : ndarray of int, shape (n_points,)
        Positions in the lists of wards and LSOAs.
    """

    x: Floats
    y: Floats
    ward: Integers
    lsoa: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Demand points ordered by ward, each with its share of residents.

    Attributes
    ----------
    wards : tuple of Ward, n_wards
    points : Points, n_points
    ward : ndarray of int32, shape (n_points,)
        Position in `wards` of each point's ward.
    residents : ndarray of float, shape (n_points,)
    figures : mapping of measure code to ndarray of float, shape (n_wards,)
    measures : mapping of measure code to its name and unit
    area_position : mapping of GSS code to the number used in `points.areas`
    notes : tuple of str
        What to know of the figures, in sentences.
    """

    wards: tuple[Ward, ...]
    points: Points
    ward: Integers
    residents: Floats
    figures: Mapping[str, Floats]
    measures: Mapping[str, tuple[str, str]]
    area_position: Mapping[str, int]
    notes: tuple[str, ...]

    @property
    def ward_residents(self) -> Floats:
        """Residents of each ward, shape (n_wards,)."""
        return self.over_wards(self.residents)

    def over_wards(self, values: Floats) -> Floats:
        """Sum a value of each point, shape (n_points,), over each ward, shape (n_wards,)."""
        return np.bincount(self.ward, values, minlength=len(self.wards)).astype(np.float64, copy=False)


def spread(lsoa: Integers, residents: Floats, postcodes: Integers) -> Floats:
    """Spread the residents of each LSOA evenly over its postcodes.

    A postcode holds about fifteen homes, so the error is the length of a street, where an LSOA's centre may
    be kilometres from its people (a dasymetric estimate with postcodes as the control points, after
    Langford and Higgs 2006, "Measuring potential access to primary healthcare services").

    Parameters
    ----------
    lsoa : ndarray of int, shape (n_points,)
        Position of each postcode's LSOA.
    residents : ndarray of float, shape (n_lsoas,)
    postcodes : ndarray of int, shape (n_lsoas,)
        How many postcodes each LSOA has in all, which may be more than are among the points.

    Returns
    -------
    ndarray of float, shape (n_points,)

    Examples
    --------
    >>> spread(np.array([0, 0, 1]), np.array([1500.0, 900.0]), np.array([2, 1])).tolist()
    [750.0, 750.0, 900.0]
    """
    return np.asarray(residents[lsoa] / postcodes[lsoa], np.float64)


def build_demand(
    wards: Sequence[Ward],
    dwellings: Dwellings,
    lsoa_codes: Sequence[str],
    postcodes: Integers,
    measures: Sequence[Measure],
    notes: tuple[str, ...] = (),
) -> Demand:
    """Order points by ward and give each its residents and areas.

    Parameters
    ----------
    wards : sequence of Ward
    dwellings : Dwellings, n_points
    lsoa_codes : sequence of str, n_lsoas
    postcodes : ndarray of int, shape (n_lsoas,)
        How many points share the residents of each LSOA.
    measures : sequence of Measure
        The first must be ``residents``.
    notes : tuple of str

    Returns
    -------
    Demand
    """
    order = np.argsort(dwellings.ward, kind="stable")
    ward = dwellings.ward[order].astype(np.int32)
    lsoa = dwellings.lsoa[order].astype(np.int32)
    residents = spread(lsoa, np.nan_to_num(measures[0].values), postcodes)
    position, areas = _areas(wards, ward, lsoa_codes, lsoa)
    points = Points(
        x=np.ascontiguousarray(dwellings.x[order], np.float64),
        y=np.ascontiguousarray(dwellings.y[order], np.float64),
        areas=areas,
        inhabited=residents > 0,
        ward_start=starts(np.bincount(ward, minlength=len(wards))),
    )
    figures = {
        measure.code: _figure(measure, lsoa, ward, residents, postcodes, len(wards)) for measure in measures
    }
    return Demand(
        wards=tuple(wards),
        points=points,
        ward=ward,
        residents=residents,
        figures=figures,
        measures={measure.code: (measure.name, measure.unit) for measure in measures},
        area_position=position,
        notes=notes,
    )


def _areas(
    wards: Sequence[Ward], ward: Integers, lsoa_codes: Sequence[str], lsoa: Integers
) -> tuple[dict[str, int], Integers]:
    codes = [*lsoa_codes, *(place.code for place in wards)]
    codes += sorted({code for place in wards for code in place.within})
    position = {code: number for number, code in enumerate(codes)}
    width = max((len(place.within) for place in wards), default=0)
    larger = np.full((len(wards), width), -1, np.int32)
    for row, place in zip(larger, wards, strict=True):
        row[: len(place.within)] = [position[code] for code in place.within]
    own = (ward + len(lsoa_codes)).astype(np.int32)
    return position, np.ascontiguousarray(np.column_stack([lsoa, own, larger[ward]]), np.int32)


def _figure(
    measure: Measure, lsoa: Integers, ward: Integers, residents: Floats, postcodes: Integers, n_wards: int
) -> Floats:
    """A count is shared out as residents are; anything else is averaged, weighted by residents."""
    values = measure.values[lsoa]
    known = ~np.isnan(values)
    ward, values = ward[known], values[known]
    weights = (1 / postcodes[lsoa[known]]) if measure.adds_up else residents[known]
    total = np.bincount(ward, values * weights, minlength=n_wards)
    weight = np.bincount(ward, weights, minlength=n_wards)
    with np.errstate(invalid="ignore"):
        return np.where(weight > 0, total if measure.adds_up else total / weight, np.nan)
