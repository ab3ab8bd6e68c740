"""Compute the geographic part of the embedded pack (data/) from the published figures for Kent and Medway.

Text goes through as it was published, so two runs give the same bytes and a change in the figures shows as a
change of lines. Writes boundaries/, postcodes/, population/lsoa.csv and, in services/, libraries.csv and
gp_practices.csv. pack.toml, population/measures.csv and each README.md are kept by hand.

    python scripts/build_pack.py [--source ../shared/data/kent] [--out data]
"""

import argparse
import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

Row = Mapping[str, str]
Column = str | Callable[[Row], str]

CHECKOUT = Path(__file__).resolve().parents[1]
SOURCE = CHECKOUT.parent / "shared" / "data" / "kent"

KENT = "E10000016"
MEDWAY = "E06000035"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# The published column of each measure; population/measures.csv says what each one is.
MEASURES = {
    "residents": "pop_mid2022_total",
    "age_0_15": "pop21_15_under",
    "age_16_24": "pop21_16_24",
    "age_25_34": "pop21_25_34",
    "age_35_49": "pop21_35_49",
    "age_50_64": "pop21_50_64",
    "age_65_plus": "pop21_65plus",
    "census_residents": "pop21_total",
    "disabled": "disabled21",
    "imd_score": "imd_score",
    "imd_rank": "imd_rank",
    "imd_decile": "imd_decile",
    "income_score": "income_score",
    "employment_score": "employment_score",
    "education_score": "education_score",
    "health_score": "health_score",
    "crime_score": "crime_score",
    "housing_score": "housing_and_services_score",
    "environment_score": "environment_score",
    "lonely_pct": "lonely_pct_cls2020",
}

LIBRARIES: dict[str, Column] = {
    "Library name": "name",
    "Address 1": "address1",
    "Address 2": "address2",
    "Address 3": "address3",
    "Postcode": "postcode",
    "Library service": "authority",
    "UPRN": "uprn",
    "Latitude": "bldg_lat",
    "Longitude": "bldg_lon",
    "Operating organisation": "operating_organisation",
    "Co-located": "co_located",
    "Co-located with": "co_located_other_text",
    "Hours open a week": "hours",
    "Staffed hours a week": "staffed_hours",
    **{f"{day} staffed hours": f"{day} staffed hours" for day in DAYS},
    "URL": "URL",
}

PRACTICES: dict[str, Column] = {
    "Organisation Code": "code",
    "Name": "name",
    "ICB Code": "icb_code",
    "Sub ICB Location Code": "commissioner",
    **{f"Address Line {line}": f"addr{line}" for line in range(1, 6)},
    "Postcode": "postcode",
    "Open Date": "open_date",
    "Status Code": "status",
    "PCN Code": "pcn_code",
    "PCN Name": "pcn_name",
    "List Size 2020-21": lambda row: row["list_size_qof2021"].removesuffix(".0"),
}


def build(source: Path, out: Path) -> list[Path]:
    """Write every file of the geographic pack; gives their paths."""
    need = list(_rows(source / "lsoa_need.csv"))
    return [
        *_build_boundaries(source, out / "boundaries", need),
        *_build_postcodes(source, out / "postcodes"),
        *_build_population(out / "population", need),
        *_build_services(source, out / "services"),
    ]


def _build_boundaries(source: Path, out: Path, need: Iterable[Row]) -> Iterator[Path]:
    best_fit = {row["lsoa_code"]: row["ward_code"] for row in need}

    def district(code: str) -> dict[str, str | None]:
        return {"county_code": None if code == MEDWAY else KENT}

    def lsoa(code: str) -> dict[str, str | None]:
        return {"ward_code": best_fit[code]}

    yield _boundaries(source / "wards.geojson", out / "wards.geojson", ["district_code"])
    yield _boundaries(source / "districts.geojson", out / "districts.geojson", [], district)
    yield _boundaries(source / "lsoa21.geojson", out / "lsoas.geojson", ["district_code"], lsoa)
    yield _table(out / "counties.csv", {"code": "code", "name": "name"}, [{"code": KENT, "name": "Kent"}])


def _build_postcodes(source: Path, out: Path) -> Iterator[Path]:
    names = ("postcode", "easting", "northing", "ward_code", "lsoa_code", "positional_quality")
    live = {name: name for name in names}
    terminated = {name: name for name in ("postcode", "lat", "lon")}
    yield _table(out / "live.csv.gz", live, _rows(source / "postcodes.csv.gz"))
    yield _table(out / "terminated.csv.gz", terminated, _rows(source / "postcodes_terminated.csv.gz"))


def _build_population(out: Path, need: Iterable[Row]) -> Iterator[Path]:
    figures: dict[str, Column] = {"code": "lsoa_code", **MEASURES}
    # A modelled estimate with fourteen decimals claims too much.
    figures["lonely_pct"] = lambda row: f"{float(row[MEASURES['lonely_pct']]):.2f}"
    yield _table(out / "lsoa.csv", figures, need)


def _build_services(source: Path, out: Path) -> Iterator[Path]:
    yield _table(out / "libraries.csv", LIBRARIES, _rows(source / "libraries.csv"))
    # The NHS puts quotes round every field of its files.
    yield _table(out / "gp_practices.csv", PRACTICES, _rows(source / "gp_practices.csv"), csv.QUOTE_ALL)


def _boundaries(
    source: Path,
    out: Path,
    keep: Iterable[str],
    more: Callable[[str], dict[str, str | None]] = lambda _: {},
) -> Path:
    """Copy boundaries, one feature a line, every coordinate as it came, so that borders still meet."""
    lines = []
    for feature in json.loads(source.read_text("utf-8"))["features"]:
        properties = feature["properties"]
        kept = {name: properties[name] for name in ("code", "name", *keep)} | more(properties["code"])
        lines.append(_json({"type": "Feature", "properties": kept, "geometry": feature["geometry"]}))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(sorted(lines)) + "\n]}\n"
    return _write(out, text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _table(
    out: Path, columns: Mapping[str, Column], rows: Iterable[Row], quoting: int = csv.QUOTE_MINIMAL
) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(columns)
    for row in rows:
        writer.writerow(row[take] if isinstance(take, str) else take(row) for take in columns.values())
    return _write(out, text.getvalue())


def _rows(path: Path) -> Iterator[Row]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text.encode()
    # With no time in its header, the same rows give the same compressed file.
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    return path


def main() -> None:
    """Build the pack and say how large each file is."""
    parser = argparse.ArgumentParser(description="Compute the geographic part of the embedded pack.")
    parser.add_argument("--source", type=Path, default=SOURCE, help="folder of the published figures")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "data", help="folder to write")
    given = parser.parse_args()
    if not given.source.is_dir():
        parser.exit(1, f"{given.source} is no folder. Name the folder of published figures with --source.\n")
    for path in build(given.source, given.out):
        print(f"{path.stat().st_size:>10,}  {path}")


if __name__ == "__main__":
    main()
