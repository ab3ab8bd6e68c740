"""The part of the National Grid that a map shows: its metres, its tiles, and squares to group services by."""

from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from typing import Self

from pyproj import Transformer

from assetmap.listing.bounds import Bounds
from assetmap.model.base import BRITISH_NATIONAL_GRID, UNITED_KINGDOM

#: Side of the square tiles that places are indexed by, and how many stand above each other.
TILE_M = 16_384
TILES_HIGH = 128
TILES_WEST_M = 100_000
#: With more tiles than this in view, reading every row is quicker than looking each tile up.
MANY_TILES = 400

#: A map's pixel is so many metres wide at zoom 0, at the latitude of the middle of England.
PIXEL_M = 156_543 * 0.61
#: Services closer than this on the screen share a pin.
GROUP_PIXELS = 72
#: However much is in view, it is never more than so many squares across.
SQUARES_ACROSS = 24
MAX_ZOOM = 22

#: Longitudes and latitudes outside which the National Grid says nothing.
_KNOWN = Bounds(-9.0, 49.5, 2.5, 61.2)


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle in metres (EPSG:27700) and the side of the squares that group what is in it."""

    west_m: int
    south_m: int
    east_m: int
    north_m: int
    square_m: int

    @classmethod
    def of(cls, bounds: Bounds, zoom: int) -> Self | None:
        """The view of a map; None where it shows nothing of the United Kingdom.

        The rectangle holds all of the bounds and a little more, because the two grids are not parallel.
        """
        west, south = max(bounds.west, _KNOWN.west), max(bounds.south, _KNOWN.south)
        east, north = min(bounds.east, _KNOWN.east), min(bounds.north, _KNOWN.north)
        if west >= east or south >= north:
            return None
        edges = _to_metres().transform_bounds(west, south, east, north, densify_pts=21)
        grid_west, grid_south, grid_east, grid_north = UNITED_KINGDOM
        west_m, south_m = max(floor(edges[0]), grid_west), max(floor(edges[1]), grid_south)
        east_m, north_m = min(ceil(edges[2]), grid_east), min(ceil(edges[3]), grid_north)
        if west_m >= east_m or south_m >= north_m:
            return None
        pinned = GROUP_PIXELS * PIXEL_M / 2 ** max(0, min(zoom, MAX_ZOOM))
        crowded = max(east_m - west_m, north_m - south_m) / SQUARES_ACROSS
        return cls(west_m, south_m, east_m, north_m, ceil(max(pinned, crowded, 1)))

    @property
    def tiles(self) -> list[int] | None:
        """Numbers of the tiles in view; None where they are too many to look up one by one."""
        columns = range((self.west_m + TILES_WEST_M) // TILE_M, (self.east_m + TILES_WEST_M) // TILE_M + 1)
        rows = range(self.south_m // TILE_M, self.north_m // TILE_M + 1)
        if len(columns) * len(rows) > MANY_TILES:
            return None
        return [column * TILES_HIGH + row for column in columns for row in rows]


@cache
def _to_metres() -> Transformer:
    return Transformer.from_crs(4326, BRITISH_NATIONAL_GRID, always_xy=True)
