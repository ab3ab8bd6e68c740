"""Files of areas, postcodes and figures in many shapes: what loads, what is reported and what is refused."""

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from click.testing import CliRunner
from shapely import Polygon, box
from sqlalchemy import URL, Connection, text

from assetmap.cli import main
from assetmap.errors import GeographyError
from assetmap.geography.load import Loaded, load

#: Two wards of a kilometre, side by side, an LSOA that is the western one, and their district.
WEST, EAST = box(635_000, 170_000, 636_000, 171_000), box(636_000, 170_000, 637_000, 171_000)
MEASURES = "code,name,kind,unit,source,vintage\nresidents,Residents,count,people,ONS,mid-2022\n"
CRS = "EPSG:27700"


def wards() -> gpd.GeoDataFrame:
    columns = {"WD25CD": ["E05005081", "E05005082"], "WD25NM": ["West", "East"], "LAD25CD": "E07000114"}
    return gpd.GeoDataFrame(columns, geometry=[WEST, EAST], crs=CRS)


def write_country(folder: Path) -> Path:
    """Write a folder of areas: a district, its wards and an LSOA, in formats of their own."""
    folder.mkdir(exist_ok=True)
    district = {"LAD25CD": ["E07000114"], "LAD25NM": ["Thanet"]}
    gpd.GeoDataFrame(district, geometry=[WEST.union(EAST)], crs=CRS).to_parquet(folder / "districts.parquet")
    wards().to_file(folder / "wards.gpkg")
    lsoa = {"LSOA21CD": ["E01024676"], "LSOA21NM": ["Thanet 003A"], "WD25CD": ["E05005081"]}
    gpd.GeoDataFrame(lsoa, geometry=[WEST], crs=CRS).to_file(folder / "a_lsoas.geojson")
    return folder


@pytest.fixture
def country(connection: Connection, tmp_path: Path) -> Path:
    """The same folder, loaded."""
    load(connection, write_country(tmp_path / "country"))
    return tmp_path / "country"


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


def load_text(connection: Connection, path: Path, *lines: str, **options: Any) -> Loaded:
    path.write_text("\n".join(lines) + "\n")
    return load(connection, path, **options)[0]


def test_a_folder_loads_from_the_largest_area_to_the_smallest(connection: Connection, country: Path) -> None:
    loaded = load(connection, country)
    assert [(file.name, file.kind, file.vintage) for file in loaded] == [
        ("districts.parquet", "district", "2025"),
        ("wards.gpkg", "ward", "2025"),
        ("a_lsoas.geojson", "lsoa", "2021"),
    ]
    assert [file.changed for file in loaded] == [0, 0, 0]
    assert rows(connection, "SELECT code, parent_code, basis FROM area_membership ORDER BY 1, 2") == [
        ("E01024676", "E05005081", "best_fit"),
        ("E05005081", "E07000114", "nested"),
        ("E05005082", "E07000114", "nested"),
    ]


@pytest.mark.parametrize("name", ["wards.shp", "wards.fgb", "wards.gpkg", "wards.geojson", "wards.parquet"])
def test_whatever_geopandas_reads(connection: Connection, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    wards().to_parquet(path) if name.endswith("parquet") else wards().to_file(path)
    loaded = load(connection, path)[0]
    assert (loaded.kind, loaded.rows, loaded.changed) == ("ward", 2, 2)
    query = "SELECT name, vintage, ST_SRID(boundary), round(ST_Area(boundary)) FROM area ORDER BY code"
    assert rows(connection, query) == [("West", "2025", 27700, 1e6), ("East", "2025", 27700, 1e6)]
    assert "2 belong to a larger area that is not loaded" in loaded.notes


def test_codes_that_are_the_index_of_a_parquet_file(connection: Connection, tmp_path: Path) -> None:
    wards().set_index("WD25CD").to_parquet(tmp_path / "wards.parquet")
    assert load(connection, tmp_path)[0].changed == 2


def test_a_compressed_file_cut_short_is_refused(connection: Connection, tmp_path: Path) -> None:
    whole = gzip.compress(b"postcode,easting,northing\nCT9 1AA,635100,170500\n" * 500)
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(GeographyError, match="cannot be read"):
        load(connection, tmp_path / "cut.csv.gz")


def test_a_ward_that_moves_to_another_district_leaves_the_old_one(
    connection: Connection, country: Path
) -> None:
    other = gpd.GeoDataFrame({"code": ["E07000105"], "name": ["Ashford"]}, geometry=[EAST], crs=CRS)
    other.to_file(country / "other.gpkg")
    wards().assign(LAD25CD=["E07000114", "E07000105"]).to_file(country / "wards.gpkg")
    load(connection, country)
    query = "SELECT code, parent_code FROM area_membership WHERE code LIKE 'E05%' ORDER BY 1"
    assert rows(connection, query) == [("E05005081", "E07000114"), ("E05005082", "E07000105")]


def test_a_repaired_boundary_is_reported(connection: Connection, tmp_path: Path) -> None:
    bow_tie = Polygon([(635_000, 170_000), (635_010, 170_010), (635_010, 170_000), (635_000, 170_010)])
    wards().set_geometry([WEST, bow_tie]).set_crs(CRS).to_file(tmp_path / "wards.gpkg")
    notes = load(connection, tmp_path / "wards.gpkg")[0].notes
    assert notes[0].startswith("E05005082: its boundary was repaired (Self-intersection")
    assert rows(connection, "SELECT round(ST_Area(boundary)) FROM area WHERE code = 'E05005082'") == [(50,)]


def test_a_county_is_drawn_from_its_districts(connection: Connection, tmp_path: Path) -> None:
    (tmp_path / "counties.csv").write_text("code,name\nE10000016,Kent\n")
    districts = {
        "code": ["E07000114", "E07000105"],
        "name": ["Thanet", "Ashford"],
        "county_code": "E10000016",
    }
    gpd.GeoDataFrame(districts, geometry=[WEST, EAST], crs=CRS).to_file(tmp_path / "districts.gpkg")
    assert [file.changed for file in load(connection, tmp_path)] == [1, 2]
    query = "SELECT round(ST_Area(boundary)), ST_NumGeometries(boundary) FROM area WHERE kind = 'county'"
    assert rows(connection, query) == [(2_000_000, 1)]


def test_postcodes_get_the_ward_that_they_name_or_lie_in(
    connection: Connection, country: Path, tmp_path: Path
) -> None:
    """Named; by point; on the shore; too far out at sea; and in a ward elsewhere, though near the border."""
    loaded = load_text(
        connection,
        tmp_path / "live.csv",
        "Postcode,Easting,Northing,WD25CD,PQI",
        "ct9 1aa,635100,170500,E05005082,10",
        "CT91AB,636100,170500,,50",
        "CT9  1AD,636500,171450,,20",
        "CT9 1AE,636500,171550,,",
        "CT9 1AF,636900,170500,W05001492,10",
    )
    assert (loaded.kind, loaded.rows, loaded.changed, loaded.notes) == ("postcodes", 5, 5, ())
    columns = "postcode, sector, ward_code, district_code, lsoa_code, accuracy_m, live"
    query = f"SELECT {columns} FROM postcode ORDER BY postcode"
    assert rows(connection, query) == [
        ("CT9 1AA", "CT9 1", "E05005082", "E07000114", "E01024676", 160, True),
        ("CT9 1AB", "CT9 1", "E05005082", "E07000114", "E01024676", 330, True),
        ("CT9 1AD", "CT9 1", "E05005082", "E07000114", None, 160, True),
        ("CT9 1AE", "CT9 1", None, None, None, 330, True),
        ("CT9 1AF", "CT9 1", None, None, None, 160, True),
    ]


def test_postcodes_that_are_none_or_nowhere_are_counted(connection: Connection, tmp_path: Path) -> None:
    loaded = load_text(
        connection,
        tmp_path / "live.csv",
        "postcode,easting,northing,positional_quality",
        "CT9 1AA,635100,170500,10",
        "Margate,635100,170500,10",
        ",635100,170500,10",
        "CT9 1AB,0,0,90",
        "CT9 1AD,635100,170500,90",
        "CT9 1AE,,,10",
        "CT9 1AF,9635100,170500,10",
    )
    assert loaded.notes == (
        "2 are no postcodes and were left out",
        "4 have no position in the United Kingdom and were left out",
    )
    assert rows(connection, "SELECT postcode FROM postcode") == [("CT9 1AA",)]


def test_degrees_and_the_date_of_termination_are_read(connection: Connection, tmp_path: Path) -> None:
    """As the ONS writes them: 51.38743 N, 1.38050 E is 635301, 170800, to some metres."""
    load_text(
        connection,
        tmp_path / "onspd.csv",
        "pcds,lat,long,doterm",
        "CT9 1XX,51.38743,1.38050,201206",
        "CT9 1XZ,51.38692,1.38574,",
    )
    query = "SELECT postcode, live, round(ST_X(point)/10), round(ST_Y(point)/10) FROM postcode ORDER BY 1"
    assert rows(connection, query) == [
        ("CT9 1XX", False, 63_530, 17_080),
        ("CT9 1XZ", True, 63_567, 17_076),
    ]


def test_a_live_postcode_is_not_ended_by_an_older_list(connection: Connection, tmp_path: Path) -> None:
    """Royal Mail uses codes again, so a list of those that ended may name one that lives."""
    header = "postcode,easting,northing"
    load_text(connection, tmp_path / "a.csv", header, "CT9 1AA,635100,170500")
    ended = load_text(
        connection,
        tmp_path / "a.csv",
        header,
        "CT9 1AA,635200,170500",
        "CT9 1AB,635200,170500",
        kind="terminated",
    )
    assert ended.changed == 1
    assert rows(connection, "SELECT postcode, live FROM postcode ORDER BY 1") == [
        ("CT9 1AA", True),
        ("CT9 1AB", False),
    ]
    load_text(connection, tmp_path / "a.csv", header, "CT9 1AB,635100,170500")
    assert rows(connection, "SELECT live FROM postcode WHERE postcode = 'CT9 1AB'") == [(True,)]


def test_figures_of_areas_that_are_loaded(connection: Connection, country: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures"
    figures.mkdir()
    (figures / "measures.csv").write_text(MEASURES)
    lsoas = "lsoa21cd,residents,note\nE01024676,1500,seaside\nE01000001,9,\nE01024677,,\n"
    (figures / "lsoa.csv").write_text(lsoas)
    measures, loaded = load(connection, figures)
    assert (measures.kind, measures.changed) == ("measures", 1)
    assert (loaded.kind, loaded.rows, loaded.changed) == ("figures", 3, 1)
    assert loaded.notes == (
        "1 areas are not loaded, and nor were their figures",
        "1 columns are no measure: note",
    )
    assert rows(connection, "SELECT area_code, measure_code, value FROM population_figure") == [
        ("E01024676", "residents", 1500)
    ]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "holds no file of areas"),
        ({"a.csv": ""}, "cannot be read: No columns to parse"),
        ({"a.csv": "code,name\n"}, "a.csv holds no rows"),
        ({"a.geojson": "{"}, "cannot be read"),
        ({"a.parquet": "not parquet"}, "cannot be read"),
        ({"a.csv.gz": "not compressed"}, "cannot be read: Not a gzipped file"),
        ({"a.csv": "place,people\nThanet,9\n"}, "needs a column of GSS codes and one named after a measure"),
        ({"a.csv": "code,residents\nE07000114,9\n"}, "needs a column of GSS codes and one named after"),
        ({"a.csv": "postcode,ward\nCT9 1AA,Ward\n"}, "the postcodes have no coordinates"),
        ({"a.csv": "postcode,lat,lon\nCT9 1AA,1.38,51.38\n"}, "no row has both a postcode and a position"),
        ({"a.csv": "postcode,easting,northing\nCT9 1AA,1.38,51.38\n"}, "no row has both a postcode"),
        ({"m.csv": MEASURES.replace("count", "total")}, "“total” is no kind of measure"),
        ({"m.csv": MEASURES.replace("people", "")}, "a field is empty"),
        (
            {"a.csv": "code,residents\nE07000114,many\n", "measures.csv": MEASURES},
            "“many” in residents is no number",
        ),
        ({"pack.toml": '[[files]]\npath = "gone.csv"\n'}, "names “gone.csv”, and there is no such file"),
        ({"pack.toml": '[[files]]\npath = "../../../etc/passwd"\n'}, "there is no such file in"),
        ({"pack.toml": "files = [\n"}, "pack.toml cannot be read"),
        (
            {
                "pack.toml": '[[files]]\npath = "a.csv"\nkind = "roads"\n',
                "a.csv": "code,name\nE07000114,Thanet\n",
            },
            "“roads” is nothing we load",
        ),
    ],
)
def test_what_cannot_be_loaded_is_refused(
    connection: Connection, tmp_path: Path, files: Mapping[str, str], reason: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(GeographyError, match=reason):
        load(connection, tmp_path)


def test_a_path_that_is_not_there(connection: Connection, tmp_path: Path) -> None:
    with pytest.raises(GeographyError, match="There is no file or folder at"):
        load(connection, tmp_path / "nowhere")


def test_the_command_loads_a_folder_and_finds_a_postcode(
    make_database: Callable[..., URL], tmp_path: Path
) -> None:
    url = make_database().render_as_string(hide_password=False)

    def run(*arguments: str | Path) -> tuple[int, str]:
        env = {"ASSETMAP_DATABASE_URL": url}
        result = CliRunner().invoke(main, ["geography", *map(str, arguments)], env=env)
        return result.exit_code, result.output

    write_country(tmp_path)
    (tmp_path / "postcodes.csv").write_text("postcode,easting,northing\nCT9 1AA,635100,170500\n")
    code, output = run("load", tmp_path)
    assert (code, output.splitlines()) == (
        0,
        [
            "districts.parquet: 1 rows, district (2025); 1 new or changed",
            "wards.gpkg: 2 rows, ward (2025); 2 new or changed",
            "a_lsoas.geojson: 1 rows, lsoa (2021); 1 new or changed",
            "postcodes.csv: 1 rows, postcodes; 1 new or changed",
        ],
    )
    code, output = run("locate", "ct91aa")
    assert code == 0
    assert [line.split()[0] for line in output.splitlines()] == [
        "CT9",
        "Grid",
        "Latitude",
        "Ward",
        "District",
        "LSOA",
    ]
    assert "West (E05005081)" in output
    assert run("locate", "ct9") == (
        1,
        "“ct9” is only the first part of a postcode.\nType all of it, such as CT9 1XZ.\n",
    )


def test_a_command_that_fails_writes_nothing(make_database: Callable[..., URL], tmp_path: Path) -> None:
    url = make_database().render_as_string(hide_password=False)
    write_country(tmp_path)
    (tmp_path / "z.csv").write_text("postcode,ward\nCT9 1AA,Ward\n")
    for arguments, message in (
        (["load", str(tmp_path)], "z.csv: the postcodes have no coordinates."),
        (["locate", "CT9 1AA"], "No postcodes are loaded yet."),
    ):
        result = CliRunner().invoke(main, ["geography", *arguments], env={"ASSETMAP_DATABASE_URL": url})
        assert (result.exit_code, result.output.splitlines()[0]) == (1, message)


def test_a_load_is_dated_after_whatever_changed_before(connection: Connection, tmp_path: Path) -> None:
    later = "UPDATE version SET changed_at = now() + interval '1 day' WHERE name = 'listing'"
    connection.execute(text(later))
    asked = "SELECT number, changed_at > now() + interval '1 day' FROM version WHERE name = 'geography'"
    assert rows(connection, asked) == [(0, False)]
    load(connection, write_country(tmp_path / "country"))
    assert rows(connection, asked) == [(1, True)]
