"""The ground of a map: districts, and each district's wards and towns, simplified to what a screen shows."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from sqlalchemy import Connection, TextClause, text

from assetmap.errors import NotFound

Geometries = NDArray[np.object_]

DISTRICTS = text(
    "SELECT code, name, ST_AsBinary(boundary) FROM area WHERE kind = 'district' AND boundary IS NOT NULL "
    "ORDER BY code LIMIT 1000"
)
WARDS = text(
    "SELECT area.code, area.name, ST_AsBinary(area.boundary) FROM area "
    "JOIN area_membership USING (code) "
    "WHERE parent_code = :district AND kind = 'ward' AND boundary IS NOT NULL ORDER BY area.code LIMIT 1000"
)
# Every live postcode of the district; the largest in England has some 30,000.
HOMES = text(
    "SELECT ST_X(point), ST_Y(point) FROM postcode WHERE district_code = :district AND live "
    "ORDER BY postcode LIMIT 50000"
)

# A third of a pixel at the nearest zoom that still shows districts whole.
DISTRICT_TOLERANCE_M = 30.0
DISTRICTS_OF_A_COUNTY = 13
WARD_TOLERANCE_M = 15.0
# Postcodes closer together than twice this far make a town, and smaller patches are farms.
TOWN_SPREAD_M = 110.0
TOWN_GRID_M = 80.0
SMALLEST_TOWN_M2 = 60_000.0
DEGREE_GRID = 1e-5


class Outlines(NamedTuple):
    """Areas with their boundaries in EPSG:27700, in the order of their codes."""

    codes: list[str]
    names: list[str]
    boundaries: Geometries

    def simplified(self, tolerance_m: float) -> "Outlines":
        """Return the same areas with fewer corners; neighbours keep one and the same border."""
        return self._replace(boundaries=shapely.coverage_simplify(self.boundaries, tolerance_m))

    def collection(self) -> dict[str, Any]:
        """Return the areas as GeoJSON, each with where its name goes and its bounds (EPSG:4326)."""
        shapes = to_degrees(self.boundaries)
        places = to_degrees(label_points(self.boundaries))
        return {
            "type": "FeatureCollection",
            "features": [
                _feature(shape, code=code, name=name, at=list(place.coords[0]), bounds=list(shape.bounds))
                for code, name, shape, place in zip(self.codes, self.names, shapes, places, strict=True)
            ],
        }


def districts(connection: Connection) -> dict[str, Any]:
    """Return every district, with as many corners as a county or a country needs."""
    found = _read(connection, DISTRICTS)
    wider = max(1.0, len(found.codes) / DISTRICTS_OF_A_COUNTY) ** 0.5
    return found.simplified(DISTRICT_TOLERANCE_M * wider).collection()


def wards(connection: Connection, district: str) -> dict[str, Any]:
    """Return a district's wards; raises NotFound where it has none."""
    return _wards(connection, district).simplified(WARD_TOLERANCE_M).collection()


def detail(connection: Connection, district: str) -> dict[str, Any]:
    """Return a district's wards, and its towns: the ground where postcodes stand close together."""
    found = _wards(connection, district)
    homes = np.array(connection.execute(HOMES, {"district": district}).all(), dtype=float).reshape(-1, 2)
    shape = towns(homes, shapely.union_all(found.boundaries))
    built = [] if shapely.is_empty(shape) else [_feature(to_degrees(np.array([shape], dtype=object))[0])]
    return {
        "wards": found.simplified(WARD_TOLERANCE_M).collection(),
        "towns": {"type": "FeatureCollection", "features": built},
    }


def towns(homes: NDArray[np.float64], inside: shapely.Geometry) -> shapely.Geometry:
    """Return the ground around homes that stand close together.

    Parameters
    ----------
    homes : ndarray of float, shape (n_postcodes, 2), metres in EPSG:27700
    inside : Geometry
        The land; nothing reaches beyond it.
    """
    # Neighbours within a few steps of each other draw the same ground, and take half the time.
    spread = np.unique((homes / TOWN_GRID_M).round(), axis=0) * TOWN_GRID_M
    around = shapely.union_all(shapely.buffer(shapely.points(spread), TOWN_SPREAD_M, quad_segs=2))
    # Shrinking after growing rounds the edge off, and takes what was added beyond the last houses.
    smooth = shapely.simplify(shapely.buffer(around, -TOWN_SPREAD_M / 2, quad_segs=2), WARD_TOLERANCE_M)
    parts = shapely.get_parts(smooth)
    return shapely.intersection(shapely.union_all(parts[shapely.area(parts) > SMALLEST_TOWN_M2]), inside)


def to_degrees(shapes: Geometries) -> Geometries:
    """Turn EPSG:27700 into EPSG:4326, to the nearest metre; what touches goes on touching."""

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_transformer().transform(points[:, 0], points[:, 1]))

    return shapely.set_precision(shapely.transform(shapes, move), DEGREE_GRID)


def label_points(shapes: Geometries) -> Geometries:
    """Return the point of each area that is furthest from its edge, where its name has most room."""
    circles = shapely.maximum_inscribed_circle(shapes, tolerance=100.0)
    return shapely.get_point(circles, 0)


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_crs(27700, 4326, always_xy=True)


def _wards(connection: Connection, district: str) -> Outlines:
    found = _read(connection, WARDS, district=district)
    if not found.codes:
        raise NotFound(f"There is no district '{district}' with wards.")
    return found


def _read(connection: Connection, statement: TextClause, **values: str) -> Outlines:
    rows: Sequence[Any] = connection.execute(statement, values).all()
    shapes = shapely.from_wkb([bytes(row[2]) for row in rows])
    return Outlines([row[0] for row in rows], [row[1] for row in rows], shapes)


def _feature(shape: shapely.Geometry, **properties: Any) -> dict[str, Any]:
    geometry = orjson.Fragment(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": properties, "geometry": geometry}
