"""Folium elements of our own, and the ground drawn from areas."""

import json
import re

import numpy as np
import shapely

from assetmap.config import Settings
from assetmap.web.maps.canvas import Canvas, Services, inert_html, inert_json
from assetmap.web.maps.outlines import Outlines, label_points, towns
from assetmap.web.maps.pagemap import find_map, ground

HOSTILE = "</script>{{7*'7'}}{% raw %}{#\u2028\"'\\<!--&"


def read(expression: str) -> object:
    """What a browser makes of `JSON.parse("…")`."""
    literal = re.fullmatch(r"JSON\.parse\((.*)\)", expression)
    assert literal
    return json.loads(json.loads(literal[1]))


def test_values_survive_and_neither_html_nor_template_can_see_them() -> None:
    written = inert_json({"name": HOSTILE})
    assert read(written) == {"name": HOSTILE}
    assert not set("<>&'{\u2028") & set(written)


def test_labels_survive() -> None:
    assert inert_html("a{b}<c>") == "a&#123;b}&lt;c&gt;"


def test_a_map_has_none_of_folium_s_own_scripts() -> None:
    canvas = Canvas("Here")
    Services(list="results").add_to(canvas)
    embedded = canvas.embed()
    whole = canvas.get_root().render()
    assert "cdn" not in whole
    assert "http:" not in whole
    assert "https:" not in whole
    assert "jquery" not in whole.lower()
    assert "user-scalable" not in whole
    assert 'role="region" aria-label="Here"' in embedded.html
    assert "AssetMap.services(map_1" in embedded.script


def test_the_same_map_is_written_the_same() -> None:
    one, other = (find_map(ground(Settings()), "/services/ID") for _ in range(2))
    assert one == other


def test_simplified_neighbours_keep_one_border() -> None:
    wiggly = [(1_000.0, float(y)) for y in range(0, 1_001, 20)]
    wiggly = [(x + (5 if n % 2 else 0), y) for n, (x, y) in enumerate(wiggly)]
    left = shapely.Polygon([(0, 0), *wiggly, (0, 1_000)])
    right = shapely.Polygon([(2_000, 0), *wiggly, (2_000, 1_000)])
    found = Outlines(["a", "b"], ["A", "B"], np.array([left, right])).simplified(50.0)
    one, other = found.boundaries
    assert shapely.get_num_coordinates(one) < 10
    assert shapely.area(shapely.intersection(one, other)) == 0
    assert shapely.area(shapely.union(one, other)) == 2_000 * 1_000


def test_a_name_goes_where_there_is_most_room() -> None:
    hammer = shapely.Polygon(
        [(0, 450), (900, 450), (900, 0), (1_900, 0), (1_900, 1_000), (900, 1_000), (900, 550), (0, 550)]
    )
    point = label_points(np.array([hammer]))[0]
    assert shapely.distance(point, shapely.Point(1_400, 500)) < 110


def test_a_town_is_where_homes_stand_close_and_never_in_the_sea() -> None:
    grid = np.array([(x, y) for x in range(0, 801, 80) for y in range(0, 801, 80)], dtype=float)
    farm = np.array([[5_000.0, 5_000.0]])
    land = shapely.box(0, -1_000, 10_000, 10_000)
    town = towns(np.vstack([grid, farm]), land)
    assert shapely.covers(town, shapely.Point(400, 400))
    assert not shapely.intersects(town, shapely.Point(5_000, 5_000))
    assert shapely.covers(land, town)
    # An 800 m square, grown by up to half of 110 m on the three sides that are land.
    assert 800 * 800 < shapely.area(town) < 855 * 910
