"""A map's view in metres, tiles and squares."""

import pytest

from assetmap.listing.bounds import Bounds
from assetmap.listing.map_view import MANY_TILES, SQUARES_ACROSS, TILE_M, View

THANET = Bounds(1.22, 51.30, 1.46, 51.40)


def test_the_rectangle_holds_all_of_the_bounds() -> None:
    view = View.of(THANET, 12)
    assert view is not None
    # Manston's corner and Margate's harbour, by their National Grid references.
    assert view.west_m < 633_000 < view.east_m
    assert view.south_m < 166_000 < 171_500 < view.north_m
    assert view.east_m - view.west_m == pytest.approx(17_500, abs=1_500)
    assert view.north_m - view.south_m == pytest.approx(12_000, abs=1_500)


def test_tiles_cover_the_view() -> None:
    view = View.of(THANET, 12)
    assert view is not None
    assert view.tiles is not None
    assert (636_000 + 100_000) // TILE_M * 128 + 170_000 // TILE_M in view.tiles
    assert len(view.tiles) <= 6


@pytest.mark.parametrize("zoom", [0, 6, 12, 18, 22, 99, -5])
@pytest.mark.parametrize("bounds", [THANET, Bounds(-6, 49.9, 2, 55.9), Bounds(-180, -90, 180, 90)])
def test_however_much_is_in_view_there_are_few_squares(bounds: Bounds, zoom: int) -> None:
    view = View.of(bounds, zoom)
    assert view is not None
    assert max(view.east_m - view.west_m, view.north_m - view.south_m) <= view.square_m * SQUARES_ACROSS
    assert view.tiles is None or len(view.tiles) <= MANY_TILES


def test_squares_shrink_as_the_map_comes_nearer() -> None:
    sizes = [
        view.square_m for zoom in (8, 10, 12) if (view := View.of(Bounds(1.38, 51.38, 1.39, 51.39), zoom))
    ]
    assert sizes[0] == pytest.approx(16 * sizes[2], rel=0.01)


@pytest.mark.parametrize(
    "bounds", [Bounds(100, 10, 110, 20), Bounds(-60, 50, -50, 60), Bounds(2.6, 50, 4, 52)]
)
def test_nothing_of_the_country_is_no_view(bounds: Bounds) -> None:
    assert View.of(bounds, 8) is None
