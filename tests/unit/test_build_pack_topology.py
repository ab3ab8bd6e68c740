"""The pack's areas meet as the published ones do: no gap, no overlap, not a coordinate moved."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

CHECKOUT = Path(__file__).resolve().parents[2]
BOUNDARIES = CHECKOUT / "data" / "boundaries"
PUBLISHED = CHECKOUT.parent / "shared" / "data" / "kent"
BRITISH_NATIONAL_GRID = 27700


def read(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(BOUNDARIES / f"{name}.geojson").set_index("code")


@pytest.mark.parametrize("name", ["wards", "districts", "lsoas"])
def test_areas_meet_without_gaps_or_overlaps(name: str) -> None:
    areas = read(name)
    assert areas.crs == "EPSG:4326"
    assert areas.is_valid.all()
    for boundaries in (areas.geometry, areas.to_crs(BRITISH_NATIONAL_GRID).geometry):
        assert shapely.coverage_is_valid(boundaries.to_numpy())


def test_no_coordinate_has_moved(capsys: pytest.CaptureFixture[str]) -> None:
    if not PUBLISHED.is_dir():
        with capsys.disabled():
            print(f"\nThe published boundaries are not at {PUBLISHED}: the pack is not compared with them.")
        return
    for name, source in (("wards", "wards"), ("districts", "districts"), ("lsoas", "lsoa21")):
        published = gpd.read_file(PUBLISHED / f"{source}.geojson").set_index("code")
        packed = read(name).loc[published.index]
        assert packed.geometry.geom_equals_exact(published.geometry, tolerance=0).all(), name


def test_districts_are_their_wards() -> None:
    wards, districts = read("wards"), read("districts")
    assert set(wards["district_code"]) == set(districts.index)
    for code, district in districts.geometry.items():
        dissolved = shapely.coverage_union_all(wards[wards["district_code"] == code].geometry.to_numpy())
        assert dissolved.equals(district), code


def test_codes_that_lead_to_another_area_are_there() -> None:
    wards, districts, lsoas = read("wards"), read("districts"), read("lsoas")
    assert set(lsoas["district_code"]) <= set(districts.index)
    assert (lsoas["ward_code"].map(wards["district_code"]) == lsoas["district_code"]).all()
    assert districts["county_code"].isna().sum() == 1
    assert set(districts["county_code"].dropna()) == {"E10000016"}
    assert len(districts[districts["county_code"] == "E10000016"]) == 12
    assert (wards["district_code"] == "E07000114").sum() == 23
