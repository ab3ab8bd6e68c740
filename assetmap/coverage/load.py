"""Demand and supply from the database, as arrays and never as frames."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, RowMapping, text

from assetmap.coverage.access import nearest_m
from assetmap.coverage.arrays import Floats
from assetmap.coverage.demand import Demand, Dwellings, Measure, Ward, build_demand
from assetmap.coverage.supply import Provision, Supply, build_supply
from assetmap.errors import NotFound
from assetmap.listing.query import SearchQuery
from assetmap.listing.supply import Around, count_places, coverage_rows

_HERE = Path(__file__).parent
_AREA = text((_HERE / "area.sql").read_text("utf-8"))
_WARDS = text((_HERE / "wards.sql").read_text("utf-8"))
_LSOAS = text((_HERE / "lsoas.sql").read_text("utf-8"))
_DWELLINGS = text((_HERE / "dwellings.sql").read_text("utf-8"))
_FIGURES = text((_HERE / "figures.sql").read_text("utf-8"))
_DWELLING = np.dtype([("x", ">f8"), ("y", ">f8"), ("ward", ">i4"), ("lsoa", ">i4")])
# No more places or points than this are loaded at once where a part of them may be enough.
MANY = 60_000
# How far around the demand to look, one after the other; never less than the reach that is asked for.
MARGINS_M = (3_000, 20_000, 80_000, math.inf)
_LOAD_FIRST = "Load the pack with: assetmap geography load"


def find_area(connection: Connection, query: SearchQuery) -> str | None:
    """The code of the ward, or of the district or county, that a query is about; None for everywhere.

    Raises
    ------
    NotFound
        When there is no such area.
    """
    if query.ward:
        return _code_of(connection, query.ward, ["ward"])
    if query.district:
        return _code_of(connection, query.district, ["district", "county"])
    return None


def _code_of(connection: Connection, named: str, kinds: Sequence[str]) -> str:
    found = connection.execute(_AREA, {"named": named, "kinds": list(kinds)}).first()
    if found is None:
        raise NotFound(
            f"There is no {' or '.join(kinds)} '{named}' among the areas that are loaded.",
            hint="Give its name, such as Thanet, or its GSS code, such as E07000114."
            if "district" in kinds
            else "Give its GSS code, such as E05005081.",
        )
    return str(found.code)


def load_demand(connection: Connection, within: str | None = None) -> Demand:
    """Load where the residents of some wards live.

    Parameters
    ----------
    connection : Connection
    within : str, optional
        GSS code of a ward or of a larger area; every ward when there is none.

    Returns
    -------
    Demand
        Points in EPSG:27700. An LSOA without a postcode in use stands at its centroid, with the ward that it
        fits best, and a note of the demand says how many do.

    Raises
    ------
    NotFound
        When no wards, postcodes or residents are loaded there.
    """
    wards = [
        Ward(row.code, row.name, row.district_code, row.district_name, tuple(row.within))
        for row in connection.execute(_WARDS, {"within": within})
    ]
    ward_codes = [ward.code for ward in wards]
    lsoas = connection.execute(_LSOAS, {"wards": ward_codes}).mappings().all()
    if not lsoas:
        raise NotFound("No wards with postcodes are loaded there.", hint=_LOAD_FIRST)
    measures = _measures(connection, [row["code"] for row in lsoas])
    return build_demand(
        wards,
        _dwellings(connection, ward_codes, lsoas),
        [row["code"] for row in lsoas],
        np.array([row["postcodes"] for row in lsoas], np.int32),
        measures,
        _notes(lsoas, measures[0].values),
    )


def load_supply(
    connection: Connection, query: SearchQuery, categories: Sequence[str], demand: Demand, reach_m: float
) -> Supply:
    """Load the services that the filters of a query let through, wherever they are.

    Parameters
    ----------
    connection : Connection
    query : SearchQuery
        Its day, part, free, age, step_free, delivery and joining count; where it looks does not, because a
        service across the border may be the nearest.
    categories : sequence of str
        Slugs of the categories to keep.
    demand : Demand
    reach_m : float, metres
        The furthest reach that will be asked of the supply.

    Returns
    -------
    Supply
        All that can matter to this demand. Of a large listing, places far away are loaded only in those
        categories of which somebody has none nearer.
    """
    all_at_once = (
        demand.residents.size > MANY or count_places(connection, query, categories, MANY + 1) <= MANY
    )
    rows: list[Provision] = []
    wanted = list(categories)
    for least_m in (math.inf,) if all_at_once else MARGINS_M:
        margin_m = max(least_m, reach_m)
        around = _around(demand, margin_m) if math.isfinite(margin_m) else None
        rows += map(Provision._make, coverage_rows(connection, query, wanted, around))
        if around:
            wanted = _further_off(demand, build_supply(rows, wanted, demand), margin_m)
        if not wanted:
            break
    return build_supply(rows, categories, demand)


def _around(demand: Demand, margin_m: float) -> Around:
    x, y = demand.points.x, demand.points.y
    return Around(
        west=float(x.min()) - margin_m,
        south=float(y.min()) - margin_m,
        east=float(x.max()) + margin_m,
        north=float(y.max()) + margin_m,
        areas=list(demand.area_position),
    )


def _further_off(demand: Demand, supply: Supply, margin_m: float) -> list[str]:
    """The categories of which somebody's nearest place may lie outside what was loaded."""
    return [
        slug
        for slug, (places, _) in zip(supply.categories, supply.by_category(), strict=True)
        if (nearest_m(demand, supply, places) > margin_m).any()
    ]


def _dwellings(connection: Connection, wards: list[str], lsoas: Sequence[RowMapping]) -> Dwellings:
    packed = connection.execute(_DWELLINGS, {"wards": wards, "lsoas": [row["code"] for row in lsoas]})
    points = np.frombuffer(packed.scalar_one() or b"", _DWELLING)
    number = {code: position for position, code in enumerate(wards)}
    # An LSOA with neither postcode nor boundary has nowhere to stand.
    bare = [(i, row) for i, row in enumerate(lsoas) if row["ward_code"] and row["x"] is not None]
    return Dwellings(
        x=np.concatenate([points["x"], np.array([row["x"] for _, row in bare], np.float64)]),
        y=np.concatenate([points["y"], np.array([row["y"] for _, row in bare], np.float64)]),
        ward=np.concatenate([points["ward"], [number[row["ward_code"]] for _, row in bare]]).astype(np.int32),
        lsoa=np.concatenate([points["lsoa"], [i for i, _ in bare]]).astype(np.int32),
    )


def _measures(connection: Connection, lsoas: list[str]) -> list[Measure]:
    """Every measure, residents first."""
    measures = [
        Measure(
            row["code"],
            row["name"],
            row["unit"],
            row["kind"] == "count",
            np.frombuffer(row["figures"], ">f8").astype(np.float64),
        )
        for row in connection.execute(_FIGURES, {"lsoas": lsoas}).mappings()
    ]
    measures.sort(key=lambda measure: measure.code != "residents")
    if not measures or measures[0].code != "residents" or np.isnan(measures[0].values).all():
        raise NotFound("Nothing is loaded of how many people live there.", hint=_LOAD_FIRST)
    return measures


def _notes(lsoas: Sequence[RowMapping], residents: Floats) -> tuple[str, ...]:
    bare = [i for i, row in enumerate(lsoas) if row["ward_code"]]
    lost = [i for i in bare if lsoas[i]["x"] is None]
    unknown = int(np.isnan(residents).sum())
    notes = {
        "no postcode in use: their residents stand at the middle of the LSOA": len(bare) - len(lost),
        "neither postcode nor boundary: their residents are left out": len(lost),
        "no figure of residents: nobody is counted there": unknown,
    }
    return tuple(f"{count:,} of {len(lsoas):,} LSOAs have {what}." for what, count in notes.items() if count)
