"""England's postcodes and areas, without boundaries, for benchmarks that need many places."""

from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, text

from benchmarks.bulk import copy, points

ENGLAND = "E92000001"
#: The kinds of area, and the column of the postcodes that holds its code.
KINDS = {"district": "district_code", "ward": "ward_code", "lsoa": "lsoa21"}
MEMBERSHIPS = (
    ("ward_code", "district_code", "nested"),
    ("lsoa21", "district_code", "nested"),
    ("lsoa21", "ward_code", "best_fit"),
)


def load_geography(connection: Connection, folder: Path) -> pd.DataFrame:
    """Return England's postcodes with their areas, after loading both where the database has none."""
    homes = read_postcodes(folder)
    if not connection.execute(text("SELECT EXISTS (SELECT FROM postcode)")).scalar_one():
        load_areas(connection, homes, folder)
        load_postcodes(connection, homes)
    return homes


def read_postcodes(folder: Path) -> pd.DataFrame:
    """Read the postcodes that have a point and all their areas."""
    homes = pd.read_parquet(folder / "postcodes.parquet", filters=[("country_code", "==", ENGLAND)])
    homes = homes.dropna(subset=["easting", "northing", *KINDS.values()])
    coded = [name for name in homes.columns if name.endswith("code") or name == "lsoa21"]
    return homes.astype(dict.fromkeys(coded, "str")).reset_index(drop=True)


def load_areas(connection: Connection, homes: pd.DataFrame, folder: Path) -> None:
    """Load the areas in which there are postcodes, and which lies in which."""
    wards = pd.read_parquet(folder / "wards.parquet", columns=["WD25CD", "WD25NM", "LAD25CD", "LAD25NM"])
    names = {
        "district": dict(zip(wards.LAD25CD, wards.LAD25NM, strict=True)),
        "ward": dict(zip(wards.WD25CD, wards.WD25NM, strict=True)),
        "lsoa": {},
    }
    for kind, column in KINDS.items():
        codes = homes[column].unique()
        named = [names[kind].get(code, code) for code in codes]
        copy(connection, "area", {"code": codes, "kind": kind, "name": named})
    for child, parent, basis in MEMBERSHIPS:
        pairs = homes.drop_duplicates(child)
        membership = {"code": pairs[child], "parent_code": pairs[parent], "basis": basis}
        copy(connection, "area_membership", membership)


def load_postcodes(connection: Connection, homes: pd.DataFrame) -> None:
    """Load the postcodes, all of them in use."""
    columns = {
        "postcode": homes.postcode,
        "sector": homes.postcode.str[:-2],
        "point": points(homes),
        "accuracy_m": 50,
        "live": "true",
        "ward_code": homes.ward_code,
        "district_code": homes.district_code,
        "lsoa_code": homes.lsoa21,
    }
    copy(connection, "postcode", columns)
