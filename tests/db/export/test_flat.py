"""What the flat formats hold of the whole Kent pack, read back with other people's libraries."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from sqlalchemy import Connection, text

from assetmap.errors import ExportRefused, InvalidQuery
from assetmap.export.choice import choose, stream
from assetmap.export.columns import NAMES, flat_rows
from assetmap.listing.publish import publish
from assetmap.listing.query import SearchQuery
from assetmap.listing.search import find_listings
from assetmap.postcode import Postcode

Write = Callable[..., Path]
FLAT = ("csv", "xlsx", "geojson", "gpkg")
HOSTILE = '=HYPERLINK("http://evil.example","x")'


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_layer(path: Path) -> dict[str, Any]:
    meta, _, shapes, fields = pyogrio.raw.read(path)
    return dict(zip(meta["fields"], fields, strict=True)) | {"point": shapely.from_wkb(shapes)}


def ids_in(path: Path) -> list[str]:
    if path.suffix == ".csv":
        return [row["id"] for row in read_csv(path)]
    if path.suffix == ".geojson":
        return [feature["id"] for feature in json.loads(path.read_bytes())["features"]]
    if path.suffix == ".gpkg":
        return list(read_layer(path)["id"])
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [str(row[0]) for row in book["Services"].iter_rows(min_row=2, values_only=True)]
    book.close()
    return rows


@pytest.mark.parametrize("form", FLAT)
def test_each_format_holds_every_listing_once_in_one_order(
    write: Write, kent_connection: Connection, form: str
) -> None:
    order = "array_position('{place,area,remote}', listing_group), name, id"
    expected = kent_connection.execute(text(f"SELECT id::text FROM listing ORDER BY {order}")).scalars()
    assert ids_in(write(form)) == list(expected)


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_the_same_listing_makes_the_same_file(write: Write, form: str) -> None:
    assert write(form, name="one").read_bytes() == write(form, name="two").read_bytes()


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(district="Thanet"),
        SearchQuery(q="walking"),
        SearchQuery(category=("libraries",), day=("saturday",)),
        SearchQuery(free=True, delivery=("telephone", "online")),
        SearchQuery(postcode=Postcode.parse("CT9 1AE"), radius_m=8_000, age=70),
    ],
)
def test_filters_choose_what_a_search_finds(
    write: Write, kent_connection: Connection, query: SearchQuery
) -> None:
    found: set[str] = set()
    for page in range(1, 11):
        result = find_listings(kent_connection, query.replace(page=page, per_page=100))
        for group in (result.places, result.areas, result.remote):
            found |= {str(card["id"]) for card in group.cards}
    assert 0 < len(found) < 568
    assert set(ids_in(write("csv", query))) == found


def test_an_unknown_district_is_refused_and_leaves_nothing(write: Write, tmp_path: Path) -> None:
    with pytest.raises(InvalidQuery, match="There is no district 'Narnia'"):
        write("csv", SearchQuery(district="Narnia"))
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(write: Write) -> None:
    kept = write("csv").read_bytes()
    with pytest.raises(ExportRefused, match="is there already"):
        write("csv", SearchQuery(district="Thanet"))
    assert write("csv", name="again").read_bytes() == kept


def test_csv_says_of_each_row_who_told_us_and_under_which_licence(write: Write) -> None:
    rows = read_csv(write("csv"))
    assert tuple(rows[0]) == NAMES
    library = next(row for row in rows if row["name"] == "Allington Library")
    assert library["sources"] == "Libraries of Kent and Medway"
    assert library["licences"] == "Open Government Licence v3.0"
    assert "Arts Council England" in library["attribution"]
    assert library["postcode"] == "ME16 0PR"
    assert (library["location_source"], library["kind"], library["free"]) == ("given", "place", "true")
    assert "Tuesday" in library["opening_hours"]


def test_a_workbook_says_where_its_rows_come_from(write: Write) -> None:
    book = openpyxl.load_workbook(write("xlsx", SearchQuery(district="Thanet")))
    assert book.sheetnames == ["Services", "About this data", "Columns"]
    said = [str(row[0]) for row in book["About this data"].iter_rows(values_only=True)]
    assert "Chosen by: district Thanet." in said
    assert any("Libraries of Kent and Medway" in line and "Open Government" in line for line in said)
    assert [row[0] for row in book["Columns"].iter_rows(min_row=2, values_only=True)] == list(NAMES)


def test_geojson_has_degrees_and_what_the_licences_ask_for(write: Write) -> None:
    collection = json.loads(write("geojson").read_bytes())
    assert collection["licence"]["name"] == "Open Government Licence v3.0"
    assert "OS data © Crown copyright" in collection["attribution"]
    assert {source["name"] for source in collection["sources"]} == {
        "kent-gp-practices", "kent-libraries", "samples",
    }  # fmt: skip
    library = next(one for one in collection["features"] if one["properties"]["name"] == "Allington Library")
    # The library's own list says 51.286998, 0.496677.
    assert library["geometry"]["coordinates"] == pytest.approx([0.496677, 51.286998], abs=2e-6)
    homeless = [one for one in collection["features"] if one["properties"]["kind"] != "place"]
    assert homeless
    assert all(one["geometry"] is None for one in homeless)


def test_geopackage_is_on_the_national_grid_with_its_licence(
    write: Write, kent_connection: Connection
) -> None:
    path = write("gpkg")
    info = pyogrio.read_info(path, layer="services")
    assert info["crs"] == "EPSG:27700"
    assert info["dataset_metadata"]["licence"] == "Open Government Licence v3.0"
    assert "OS data © Crown copyright" in info["dataset_metadata"]["attribution"]
    layer = read_layer(path)
    stored = kent_connection.execute(
        text("SELECT id::text, ST_X(point), ST_Y(point) FROM listing WHERE point IS NOT NULL")
    )
    expected = {key: (x, y) for key, x, y in stored}
    told = {
        key: (point.x, point.y)
        for key, point in zip(layer["id"], layer["point"], strict=True)
        if point is not None
    }
    assert told == expected
    assert layer["free"].dtype == np.bool_


def test_what_a_provider_writes_is_no_formula(write: Write, kent_connection: Connection) -> None:
    service = kent_connection.execute(
        text("UPDATE service SET name = :name, description = E'@SUM(1)\\x01 and\\nmore' WHERE id IN "
             "(SELECT id FROM service ORDER BY id LIMIT 1) RETURNING id"), {"name": HOSTILE}
    ).scalar_one()  # fmt: skip
    publish(kent_connection, [service])
    row = next(one for one in read_csv(write("csv")) if one["service_id"] == str(service))
    assert row["name"] == f"'{HOSTILE}"
    assert row["description"] == "'@SUM(1)  and\nmore"
    sheet = openpyxl.load_workbook(write("xlsx"))["Services"]
    cell = next(one[2] for one in sheet.iter_rows() if one[1].value == str(service))
    assert (cell.value, cell.data_type) == (HOSTILE, "s")
    collection = json.loads(write("geojson").read_bytes())
    told = next(one for one in collection["features"] if one["properties"]["service_id"] == str(service))
    assert told["properties"]["name"] == HOSTILE


def test_a_secret_place_leaves_its_district_and_nothing_else(
    write: Write, kent_connection: Connection
) -> None:
    held = kent_connection.execute(
        text("SELECT held.service_id, location.id, address.address_1, address.postal_code FROM location "
             "JOIN service_at_location AS held ON held.location_id = location.id "
             "JOIN address ON address.location_id = location.id JOIN service ON service.id = held.service_id "
             "WHERE location.district_code = 'E07000114' AND 'in-person' = ANY (service.delivery) "
             "ORDER BY location.id LIMIT 1")
    ).one()  # fmt: skip
    kent_connection.execute(
        text("UPDATE location SET confidential = true, name = 'Hidden House' WHERE id = :id"),
        {"id": held.id},
    )
    publish(kent_connection, [held.service_id])
    row = next(one for one in read_csv(write("csv")) if one["service_id"] == str(held.service_id))
    assert (row["confidential"], row["district"], row["kind"]) == ("true", "Thanet", "area")
    assert {
        row[name] for name in ("venue", "address", "postcode", "ward_code", "latitude", "accuracy_m")
    } == {""}
    for form in FLAT:
        assert b"Hidden House" not in write(form, name=f"secret-{form}").read_bytes()


def test_rows_come_a_few_at_a_time_from_the_server(kent_connection: Connection) -> None:
    rows = flat_rows(kent_connection, choose(kent_connection, SearchQuery()))
    next(rows)
    open_cursors = kent_connection.execute(text("SELECT count(*) FROM pg_cursors")).scalar_one()
    assert open_cursors == 1
    assert [row["n"] for row in stream(kent_connection, "SELECT n FROM generate_series(1, 1201) AS n")] == [
        *range(1, 1202)
    ]


def test_an_empty_choice_is_a_file_all_the_same(write: Write) -> None:
    nobody = SearchQuery(q="zzyzx")
    assert read_csv(write("csv", nobody)) == []
    assert json.loads(write("geojson", nobody).read_bytes())["features"] == []
    assert pyogrio.read_info(write("gpkg", nobody))["features"] == 0
