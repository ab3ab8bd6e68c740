"""Areas as they come, made ready to store: what is mended, and what is refused with a reason."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from assetmap.errors import GeographyError
from assetmap.geography.boundaries import Areas, prepare_areas
from assetmap.geography.gss import basis_of, kind_of

SQUARE = box(635_000, 170_000, 635_010, 170_010)
#: A ten-metre square whose second and third corners are swapped: two triangles of 25 square metres.
BOW_TIE = Polygon([(635_000, 170_000), (635_010, 170_010), (635_010, 170_000), (635_000, 170_010)])


def wards(
    *boundaries: BaseGeometry | None, crs: str | None = "EPSG:27700", **more: object
) -> gpd.GeoDataFrame:
    codes = [f"E0500508{number}" for number in range(1, len(boundaries) + 1)]
    names = [f"Ward {number}" for number in range(1, len(boundaries) + 1)]
    columns = {"WD25CD": codes, "WD25NM": names, "LAD25CD": "E07000114"} | more
    return gpd.GeoDataFrame(columns, geometry=np.array(boundaries, dtype=object), crs=crs)


def boundary(areas: Areas, row: int = 0) -> BaseGeometry:
    read: BaseGeometry = shapely.from_wkb(areas.frame["boundary"].iloc[row])
    return read


def test_ons_names_are_read_and_the_year_is_the_vintage() -> None:
    areas = prepare_areas(wards(SQUARE), "wards.shp")
    row = areas.frame.iloc[0]
    assert (areas.kind, row["code"], row["name"], row["vintage"]) == ("ward", "E05005081", "Ward 1", "2025")
    assert areas.members.to_dict("records") == [
        {"code": "E05005081", "parent_code": "E07000114", "basis": "nested"}
    ]
    assert boundary(areas).geom_type == "MultiPolygon"
    assert shapely.get_srid(boundary(areas)) == 27700
    assert boundary(areas).equals(SQUARE)
    assert areas.repaired == {}


def test_a_vintage_that_is_given_comes_before_that_of_the_column() -> None:
    assert prepare_areas(wards(SQUARE), "w", vintage="May 2026").frame["vintage"].iloc[0] == "May 2026"


@pytest.mark.parametrize(
    "columns", [("LSOA21CD", "LSOA21NM"), ("lsoa21_code", "lsoa21_name"), ("code", "name")]
)
def test_an_lsoa_is_fitted_to_its_ward_and_nested_in_its_district(columns: tuple[str, str]) -> None:
    frame = pd.DataFrame([["E01024676", "Thanet 003A"]], columns=list(columns))
    frame = frame.assign(LAD25CD="E07000114", WD24CD="E05005092", WD25CD="E05005093")
    areas = prepare_areas(frame, "lsoas.csv")
    assert areas.kind == "lsoa"
    assert set(areas.members[["parent_code", "basis"]].itertuples(index=False, name=None)) == {
        ("E05005093", "best_fit"),  # of two columns of wards, the later
        ("E07000114", "nested"),
    }


def test_degrees_become_metres() -> None:
    """Pegwell Bay's corner of the grid: 51.33 N, 1.41 E is within a kilometre of 637700, 164500."""
    degrees = wards(box(1.41, 51.33, 1.42, 51.34), crs="EPSG:4326")
    west, south, east, north = boundary(prepare_areas(degrees, "w")).bounds
    assert (west, south) == pytest.approx((637_700, 164_500), abs=300)
    assert (east - west, north - south) == pytest.approx((700, 1_115), rel=0.1)


def test_an_invalid_ring_is_repaired_and_reported() -> None:
    areas = prepare_areas(wards(SQUARE, BOW_TIE), "w")
    assert list(areas.repaired) == ["E05005082"]
    assert "Self-intersection" in areas.repaired["E05005082"]
    mended = boundary(areas, 1)
    assert mended.is_valid
    assert mended.area == pytest.approx(50)


def test_heights_are_left_out() -> None:
    areas = prepare_areas(wards(shapely.force_3d(SQUARE, 12.5)), "wards.kml")
    assert not shapely.has_z(boundary(areas))
    assert boundary(areas).equals(SQUARE)


@pytest.mark.parametrize(
    ("frame", "reason", "hint"),
    [
        (wards(SQUARE, crs=None), "does not say which coordinate system", "EPSG:27700"),
        (wards(Point(635_000, 170_000)), "E05005081 is a Point", None),
        (wards(SQUARE, None), "E05005082 has no boundary", None),
        (wards(SQUARE, SQUARE, WD25CD="E05005081"), "E05005081 is there twice", "Join the parts"),
        (wards(SQUARE, WD25NM=None), "E05005081 has no name", "WD25NM"),
        (wards(SQUARE, WD25CD="Thanet", LAD25CD="?"), "no column holds GSS codes", "WD25CD"),
        (wards(SQUARE).drop(columns="WD25NM"), "no column holds the names", "WD25NM"),
        (
            wards(box(51.33, 1.41, 51.34, 1.42), crs="EPSG:4326"),
            "lie outside the United Kingdom",
            "longitude",
        ),
        (wards(box(1.41, 51.33, 1.42, 51.34)), "lie outside the United Kingdom", "coordinate system"),
        (wards(Polygon([(9_001, 9_001), (9_002, 9_002), (9_001, 9_001)])), "encloses nothing", None),
    ],
)
def test_what_cannot_be_loaded_is_refused_with_the_reason(
    frame: gpd.GeoDataFrame, reason: str, hint: str | None
) -> None:
    with pytest.raises(GeographyError, match=reason) as refusal:
        prepare_areas(frame, "wards.gpkg")
    assert "wards.gpkg" in refusal.value.message
    assert (hint or "") in (refusal.value.hint or "")


def test_a_wrong_code_among_good_ones_is_named() -> None:
    frame = wards(SQUARE, SQUARE, SQUARE, WD25CD=["E05005081", "E05005082", "Ramsgate"])
    with pytest.raises(GeographyError, match="“Ramsgate” in WD25CD is no code of a ward"):
        prepare_areas(frame, "w")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("E01024676", "lsoa"),
        ("E05005093", "ward"),
        ("E07000114", "district"),
        ("E06000035", "district"),
        ("E10000016", "county"),
        ("W05001492", "ward"),
        ("S12000033", "district"),
        ("E02005070", None),  # a middle layer area, which we don't hold
        ("e05005093", None),
        ("E0500509", None),
    ],
)
def test_a_code_tells_its_kind(code: str, kind: str | None) -> None:
    assert kind_of(code) == kind


def test_only_lsoas_are_fitted() -> None:
    assert basis_of("lsoa", "ward") == "best_fit"
    assert basis_of("ward", "district") == basis_of("lsoa", "district") == "nested"
