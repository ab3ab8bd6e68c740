"""What maps fetch: outlines that browsers keep, and the services in view."""

import gzip
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely.geometry import shape

ASK_GZIP = {"Accept-Encoding": "gzip"}


def test_districts_are_small_and_kept_for_a_year(client: FlaskClient) -> None:
    page = client.get("/").text
    address = re.search(r"/map/districts\.json\?v=\d+", page)
    assert address
    answer = client.get(address[0], headers=ASK_GZIP)
    assert len(answer.data) < 100_000
    assert answer.cache_control.max_age == 31_536_000
    again = client.get(address[0], headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data


def test_an_old_address_is_asked_for_again(client: FlaskClient) -> None:
    assert client.get("/map/districts.json?v=0").cache_control.max_age == 0


def test_districts_cover_the_county_without_gaps(client: FlaskClient) -> None:
    districts: Any = client.get("/map/districts.json").json
    features = districts["features"]
    assert len(features) == 13
    shapes = [shape(feature["geometry"]) for feature in features]
    assert all(each.is_valid for each in shapes)
    for feature, each in zip(features, shapes, strict=True):
        assert each.contains(shape({"type": "Point", "coordinates": feature["properties"]["at"]}))
    shared = sum(one.intersection(other).area for n, one in enumerate(shapes) for other in shapes[:n])
    assert shared < 1e-5 * sum(each.area for each in shapes)


def test_a_district_brings_its_wards_and_towns(client: FlaskClient) -> None:
    answer = client.get("/map/districts/E07000114.json", headers=ASK_GZIP)
    assert len(answer.data) < 60_000
    detail: Any = client.get("/map/districts/E07000114.json").json
    assert len(detail["wards"]["features"]) == 23
    towns = shape(detail["towns"]["features"][0]["geometry"])
    wards = [shape(feature["geometry"]) for feature in detail["wards"]["features"]]
    share = towns.area / sum(ward.area for ward in wards)
    assert 0.1 < share < 0.7


def test_an_unknown_district_is_not_found(client: FlaskClient) -> None:
    assert client.get("/map/districts/E07999999.json").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "view=1,2,3&zoom=9", "view=1,51,2,52&zoom=x", "view=1,51,2,52&zoom=99"]
)
def test_a_view_that_is_none_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/map/data?{query}").status_code == 400


def test_much_is_grouped_and_stays_small(client: FlaskClient) -> None:
    answer = client.get("/map/data?view=0,50.8,1.6,51.6&zoom=9", headers=ASK_GZIP)
    assert len(answer.data) < 60_000
    found: Any = client.get("/map/data?view=0,50.8,1.6,51.6&zoom=9").json
    assert found["grouped"]
    counted = sum(feature["properties"].get("count", 1) for feature in found["features"])
    assert counted == found["total"] > 400


def test_gzip_only_for_those_who_ask(client: FlaskClient) -> None:
    plain, packed = client.get("/about"), client.get("/about", headers=ASK_GZIP)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert b"About AssetMap" in gzip.decompress(packed.data)


def test_static_files_are_kept_and_change_their_address(client: FlaskClient) -> None:
    address = re.search(r"/static/css/assetmap\.css\?v=\w+", client.get("/").text)
    assert address
    answer = client.get(address[0], headers=ASK_GZIP, buffered=True)
    assert answer.cache_control.max_age == 31_536_000
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
