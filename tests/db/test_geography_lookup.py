"""From a postcode, or a point, to its areas: live, no longer in use, unknown, and out at sea."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from assetmap.errors import NotFound
from assetmap.geography.load import load
from assetmap.geography.lookup import AreaName, areas_at, locate, locate_all
from assetmap.postcode import Postcode

MARGATE = AreaName("E05005093", "Margate Central")
THANET = AreaName("E07000114", "Thanet")
KENT = AreaName("E10000016", "Kent")


def add_postcodes(connection: Connection, folder: Path, *rows: str, terminated: bool = False) -> None:
    path = folder / ("terminated.csv" if terminated else "live.csv")
    path.write_text("\n".join(("postcode,easting,northing", *rows)))
    load(connection, path)


def test_a_live_postcode_in_one_query(kent_connection: Connection) -> None:
    asked: list[str] = []

    def count(*about: Any) -> None:
        asked.append(about[2])

    event.listen(kent_connection, "before_cursor_execute", count)
    home = locate(kent_connection, Postcode.parse("ct91xz"))
    event.remove(kent_connection, "before_cursor_execute", count)
    assert len(asked) == 1
    assert (home.easting, home.northing, home.accuracy_m) == (635668, 170760, 160)
    assert home.location_source == "postcode"
    assert home.areas.ward == AreaName("E05005088", "Cliftonville West")
    assert (home.areas.district, home.areas.county) == (THANET, KENT)
    assert home.areas.lsoa is not None
    assert home.areas.lsoa.code == "E01024661"
    assert home.caveat is None


def test_degrees_are_those_of_the_grid_reference(kent_connection: Connection) -> None:
    """The ONS publishes both for this postcode; a hundred-thousandth of a degree is a metre."""
    home = locate(kent_connection, Postcode.parse("CT9 1XZ"))
    assert home.latitude == pytest.approx(51.38692, abs=0.00005)
    assert home.longitude == pytest.approx(1.38574, abs=0.00005)


def test_medway_is_in_no_county(kent_connection: Connection) -> None:
    home = locate(kent_connection, Postcode.parse("ME4 4TR"))
    assert home.areas.district == AreaName("E06000035", "Medway")
    assert home.areas.county is None


def test_a_postcode_no_longer_in_use_answers_and_says_so(kent_connection: Connection) -> None:
    home = locate(kent_connection, Postcode.parse("CT9 1XX"))
    assert home.location_source == "terminated_postcode"
    assert (home.areas.ward, home.areas.district, home.accuracy_m) == (MARGATE, THANET, 330)
    assert home.caveat == "CT9 1XX is no longer in use. This is where it was."


def test_an_unknown_postcode_falls_to_its_sector(kent_connection: Connection) -> None:
    home = locate(kent_connection, Postcode.parse("CT11 9ZZ"))
    assert home.location_source == "sector"
    assert home.areas.district == THANET
    assert home.areas.ward is None, "a guess"
    assert home.caveat is not None
    assert home.caveat.startswith(
        "CT11 9ZZ is not a postcode we know. This is the middle of CT11 9, and may be"
    )
    holding = "SELECT avg((ST_Distance(point, ST_Point(:x, :y, 27700)) <= :m)::int) FROM postcode"
    share = kent_connection.execute(
        text(holding + " WHERE live AND sector = 'CT11 9'"),
        {"x": home.easting, "y": home.northing, "m": home.accuracy_m},
    ).scalar_one()
    assert 0.95 <= share < 0.97


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("CT9 0AA", "There is no postcode CT9 0AA that we know, nor any that begins with CT9 0."),
        ("SW1A 1AA", "SW1A 1AA is outside the places that AssetMap holds here."),
    ],
)
def test_an_unknown_sector_is_not_found_and_says_what_to_do(
    kent_connection: Connection, typed: str, message: str
) -> None:
    with pytest.raises(NotFound) as refusal:
        locate(kent_connection, Postcode.parse(typed))
    assert refusal.value.message == message
    assert refusal.value.hint == "Check it for a slip, or type a postcode near by."


def test_before_anything_is_loaded_it_says_how_to(connection: Connection) -> None:
    with pytest.raises(NotFound, match="No postcodes are loaded yet") as refusal:
        locate(connection, Postcode.parse("CT9 1XZ"))
    assert refusal.value.hint == "Load the pack with: assetmap geography load"


def test_a_sector_is_the_postcode_in_its_middle_and_the_radius_of_95_in_100(
    connection: Connection, tmp_path: Path
) -> None:
    """Three in a row, a kilometre apart: the middle one, and 0, 1000 and 1000 metres to each."""
    places = zip("ABD", (630_000, 631_000, 632_000), strict=True)
    rows = (f"CT9 1A{letter},{easting},170000" for letter, easting in places)
    add_postcodes(connection, tmp_path, *rows)
    home = locate(connection, Postcode.parse("CT9 1ZZ"))
    assert (home.easting, home.northing, home.accuracy_m) == (631_000, 170_000, 1_000)


def test_a_sector_is_never_surer_than_a_postcode(connection: Connection, tmp_path: Path) -> None:
    add_postcodes(connection, tmp_path, "CT9 1AA,630000,170000")
    assert locate(connection, Postcode.parse("CT9 1ZZ")).accuracy_m == 160


@pytest.mark.parametrize(("live", "accuracy_m"), [(20, 160), (19, 10_000)])
def test_postcodes_no_longer_in_use_describe_a_sector_with_few_live_ones(
    connection: Connection, tmp_path: Path, live: int, accuracy_m: int
) -> None:
    """Five of 24 or 25 lie ten kilometres off: more than one in twenty, so the radius reaches them or not."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    add_postcodes(connection, tmp_path, *(f"CT9 1A{letter},630000,170000" for letter in letters[:live]))
    gone = (f"CT9 1B{letter},640000,170000" for letter in letters[:5])
    add_postcodes(connection, tmp_path, *gone, terminated=True)
    home = locate(connection, Postcode.parse("CT9 1ZZ"))
    assert (home.easting, home.accuracy_m) == (630_000, accuracy_m)


def test_many_at_once_leave_out_those_of_unknown_sectors(kent_connection: Connection) -> None:
    asked = [Postcode.parse(typed) for typed in ("CT9 1XZ", "CT9 1XX", "CT11 9ZZ", "SW1A 1AA")]
    found = locate_all(kent_connection, asked)
    assert {str(postcode): home.location_source for postcode, home in found.items()} == {
        "CT9 1XZ": "postcode",
        "CT9 1XX": "terminated_postcode",
        "CT11 9ZZ": "sector",
    }
    assert locate_all(kent_connection, []) == {}


def test_a_point_lies_in_its_ward(kent_connection: Connection) -> None:
    areas = areas_at(kent_connection, 635301, 170800)
    assert (areas.ward, areas.district, areas.county) == (MARGATE, THANET, KENT)
    assert areas.lsoa is not None
    assert areas.lsoa.code == "E01024676"


def test_a_point_on_the_shore_lies_in_the_nearest_ward_and_one_at_sea_in_none(
    kent_connection: Connection,
) -> None:
    """From the northernmost point of Thanet there is only sea to the north; 500 metres of it are shore."""
    northernmost = """
        SELECT a.code, ST_X(p.geom), ST_Y(p.geom)
        FROM area AS a
        JOIN area_membership AS m ON m.code = a.code AND m.parent_code = 'E07000114'
        CROSS JOIN ST_DumpPoints(a.boundary) AS p
        WHERE a.kind = 'ward'
        ORDER BY 3 DESC, 1
        LIMIT 1
    """
    code, x, y = kent_connection.execute(text(northernmost)).one()
    near = areas_at(kent_connection, x, y + 450)
    assert near.ward is not None
    assert (near.ward.code, near.district) == (code, THANET)
    far = areas_at(kent_connection, x, y + 550)
    assert (far.ward, far.district, far.county, far.lsoa) == (None, None, None, None)
