"""The embedded pack is what its script computes, small, documented, and true to the published figures."""

import csv
import gzip
import importlib.util
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT / "data"
PUBLISHED = CHECKOUT.parent / "shared" / "data" / "kent"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_pack", CHECKOUT / "scripts" / "build_pack.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def content(path: Path) -> bytes:
    """What a file says; another zlib may compress the same words differently."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def published_is_here(capsys: pytest.CaptureFixture[str]) -> bool:
    if PUBLISHED.is_dir():
        return True
    with capsys.disabled():
        print(f"\nThe published figures are not at {PUBLISHED}: the pack is not compared with them.")
    return False


def test_the_script_computes_this_pack(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if published_is_here(capsys):
        built = script.build(PUBLISHED, tmp_path)
        assert len(built) == 9
        for path in built:
            assert content(path) == content(DATA / path.relative_to(tmp_path)), path.name


def test_two_runs_give_the_same_bytes(script: ModuleType, tmp_path: Path) -> None:
    source = tiny_source(tmp_path / "source")
    one, two = (script.build(source, tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    live = tmp_path / "one" / "postcodes" / "live.csv.gz"
    assert live.read_bytes()[4:8] == b"\0\0\0\0", "the time in the header of gzip"
    assert gzip.decompress(live.read_bytes()).decode().splitlines() == [
        "postcode,easting,northing,ward_code,lsoa_code,positional_quality",
        "CT9 1AA,635000,170000,E05005081,E01024678,10",
    ]


def test_the_pack_is_under_four_megabytes() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 4_000_000


def test_its_rows_are_all_there() -> None:
    assert len(features("wards")) == 279
    assert len(features("districts")) == 13
    assert len(features("lsoas")) == 1_107
    assert len(table("postcodes/live.csv.gz")) == 52_126
    assert len(table("postcodes/terminated.csv.gz")) == 29_483
    assert len(table("population/lsoa.csv")) == 1_107
    assert len(table("services/libraries.csv")) == 114
    assert len(table("services/gp_practices.csv")) == 176


def test_the_manifest_names_every_file_of_geography() -> None:
    manifest = tomllib.loads((DATA / "pack.toml").read_text("utf-8"))
    named = {entry["path"] for entry in manifest["files"]}
    folders = ("boundaries", "postcodes", "population")
    found = {str(path.relative_to(DATA)) for folder in folders for path in (DATA / folder).iterdir()}
    assert named == {path for path in found if not path.endswith("README.md")}
    assert all(entry["source"] and entry["vintage"] for entry in manifest["files"])
    assert "Royal Mail" in manifest["attribution"]


@pytest.mark.parametrize("folder", ["boundaries", "postcodes", "population", "services"])
def test_each_folder_says_source_licence_and_attribution_of_each_file(folder: str) -> None:
    readme = (DATA / folder / "README.md").read_text("utf-8")
    assert all(word in readme for word in ("Open Government Licence v3.0", "**Attribution**", "ource"))
    for path in (DATA / folder).iterdir():
        assert path.name == "README.md" or path.name in readme, f"{folder}/README.md is silent on {path.name}"


def test_every_measure_has_its_column_and_its_description() -> None:
    described = [row["code"] for row in table("population/measures.csv")]
    assert list(table("population/lsoa.csv")[0]) == ["code", *described]
    assert {row["kind"] for row in table("population/measures.csv")} == {"count", "score", "percent", "rate"}


def test_the_spreadsheets_keep_what_was_published(capsys: pytest.CaptureFixture[str]) -> None:
    libraries, practices = table("services/libraries.csv"), table("services/gp_practices.csv")
    birchington = next(row for row in libraries if row["Library name"] == "Birchington Library")
    assert birchington["Tuesday staffed hours"] == "09:30-17:30"
    assert birchington["Latitude"] == "51.37716"  # the building, not the postcode
    assert sum(any(row[f"{day} staffed hours"] for day in DAYS) for row in libraries) == 92
    assert sum(bool(row["PCN Code"] and row["PCN Name"]) for row in practices) == 172
    assert practices[0]["List Size 2020-21"] == "8571"
    if published_is_here(capsys):
        names = pd.read_csv(PUBLISHED / "gp_practices.csv")["name"]
        assert [row["Name"] for row in practices] == list(names)


def test_ward_sums_are_the_published_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """LSOAs belong to the ward that fits best; counts add up, the others are weighted by residents."""
    wards = by_ward()
    # Published for wards of 2025: Medway's All Saints, and Chatham Central & Brompton.
    assert wards.loc["E05014449", "residents"] == 4664
    assert wards.loc["E05014449", "disabled"] == 962
    assert wards.loc["E05014449", "imd_score"] == pytest.approx(30.779, abs=0.001)
    assert wards.loc["E05014450", "age_65_plus"] == 1761
    assert wards.loc["E05014450", "lonely_pct"] == pytest.approx(30.064, abs=0.01)
    if published_is_here(capsys):
        compare(wards, pd.read_csv(PUBLISHED / "ward_need.csv", index_col="ward_code"))


def compare(wards: pd.DataFrame, published: pd.DataFrame) -> None:
    assert set(wards.index) == set(published.index)
    wards = wards.loc[published.index]
    assert (wards["residents"] == published["pop_mid2022_total"]).all()
    assert (wards["age_65_plus"] == published["pop21_65plus"]).all()
    assert (wards["disabled"] == published["disabled21"]).all()
    for code, column in (("imd_score", "imd_score"), ("health_score", "health_score")):
        assert (wards[code] - published[f"{column}_pwavg"]).abs().max() < 0.001
    assert (wards["lonely_pct"] - published["lonely_pct_cls2020_pwavg"]).abs().max() < 0.01


def by_ward() -> pd.DataFrame:
    lsoas = pd.read_csv(DATA / "population" / "lsoa.csv", index_col="code")
    ward = pd.Series({one["code"]: one["ward_code"] for one in features("lsoas")}, name="ward")
    kinds = {row["code"]: row["kind"] for row in table("population/measures.csv")}
    weighted = lsoas.copy()
    means = [code for code, kind in kinds.items() if kind != "count"]
    weighted[means] = weighted[means].mul(weighted["residents"], axis=0)
    sums = weighted.groupby(ward).sum()
    sums[means] = sums[means].div(sums["residents"], axis=0)
    return sums


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def features(name: str) -> list[Mapping[str, str]]:
    collection = json.loads((DATA / "boundaries" / f"{name}.geojson").read_text("utf-8"))
    return [feature["properties"] for feature in collection["features"]]


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(content(DATA / name).decode().splitlines()))


def tiny_source(folder: Path) -> Path:
    """One ward, LSOA, postcode, library and surgery."""
    folder.mkdir()
    ring = [[1.37, 51.38], [1.38, 51.38], [1.38, 51.39], [1.37, 51.38]]
    properties = {"code": "E05005081", "name": "Beacon Road", "district_code": "E07000114"}
    polygon = {"type": "Polygon", "coordinates": [ring]}
    for name, code in (("wards", "E05005081"), ("districts", "E07000114"), ("lsoa21", "E01024678")):
        one = {"type": "Feature", "properties": properties | {"code": code}, "geometry": polygon}
        (folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [one]}))
    (folder / "lsoa_need.csv").write_text(
        ",".join(("lsoa_code", "ward_code", *NEED)) + "\nE01024678,E05005081" + ",1" * len(NEED) + "\n"
    )
    live = "postcode,easting,northing,ward_code,lsoa_code,positional_quality\n"
    live += "CT9 1AA,635000,170000,E05005081,E01024678,10\n"
    (folder / "postcodes.csv.gz").write_bytes(gzip.compress(live.encode()))
    terminated = "postcode,lat,lon\nCT9 1ZZ,51.38,1.37\n"
    (folder / "postcodes_terminated.csv.gz").write_bytes(gzip.compress(terminated.encode()))
    (folder / "libraries.csv").write_text(",".join(LIBRARY) + "\n" + "," * (len(LIBRARY) - 1) + "\n")
    (folder / "gp_practices.csv").write_text(",".join(PRACTICE) + "\n" + "," * (len(PRACTICE) - 1) + "\n")
    return folder


NEED = [
    *("pop_mid2022_total", "pop21_15_under", "pop21_16_24", "pop21_25_34", "pop21_35_49", "pop21_50_64"),
    *("pop21_65plus", "pop21_total", "disabled21", "imd_score", "imd_rank", "imd_decile", "income_score"),
    *("employment_score", "education_score", "health_score", "crime_score", "housing_and_services_score"),
    *("environment_score", "lonely_pct_cls2020"),
]
LIBRARY = [
    *("name", "address1", "address2", "address3", "authority", "postcode", "uprn", "operating_organisation"),
    *("co_located", "co_located_other_text", "hours", "staffed_hours", "bldg_lat", "bldg_lon", "URL"),
    *(f"{day} staffed hours" for day in DAYS),
]
PRACTICE = [
    *("code", "name", "icb_code", "commissioner", "addr1", "addr2", "addr3", "addr4", "addr5", "postcode"),
    *("open_date", "status", "pcn_code", "pcn_name", "list_size_qof2021"),
]
