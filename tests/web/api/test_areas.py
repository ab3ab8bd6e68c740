"""/api/v1/areas over the Kent pack."""

import pytest
from flask.testing import FlaskClient
from shapely.geometry import shape

THANET = "E07000114"


def codes(client: FlaskClient, query: str) -> list[str]:
    return [feature["id"] for feature in client.get(f"/api/v1/areas?{query}").get_json()["features"]]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1 + 13 + 279 + 1107),
        ("kind=ward", 279),
        ("kind=ward,district", 279 + 13),
        ("kind=ward&district=E07000114", 23),
        ("kind=ward&district=thanet", 23),
        ("kind=lsoa&district=Thanet", 86),
        ("kind=district&district=Kent", 12),
    ],
)
def test_areas_of_a_kind_and_a_district(kent: FlaskClient, query: str, number: int) -> None:
    answer = kent.get(f"/api/v1/areas?{query}")
    assert answer.mimetype == "application/geo+json"
    body = answer.get_json()
    assert body["numberMatched"] == number
    assert body["numberReturned"] == len(body["features"]) == min(number, 100)


def test_areas_come_from_the_largest_kind_to_the_smallest_each_by_name(kent: FlaskClient) -> None:
    features = kent.get("/api/v1/areas?per_page=16").get_json()["features"]
    kinds = [feature["properties"]["kind"] for feature in features]
    assert kinds == ["county"] + ["district"] * 13 + ["ward"] * 2
    names = [feature["properties"]["name"] for feature in features[1:14]]
    assert names == sorted(names)


def test_every_area_is_on_one_page_and_only_one(kent: FlaskClient) -> None:
    found: list[str] = []
    address = "/api/v1/areas?kind=ward&per_page=50"
    while address:
        body = kent.get(address).get_json()
        found += [feature["id"] for feature in body["features"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), "")
    assert len(found) == len(set(found)) == 279
    assert found == codes(kent, "kind=ward&per_page=500")


def test_a_page_past_the_end_is_empty_and_leads_back(kent: FlaskClient) -> None:
    body = kent.get("/api/v1/areas?kind=district&page=9").get_json()
    assert body["features"] == []
    assert [link["rel"] for link in body["links"]] == ["self", "prev"]
    assert body["links"][1]["href"] == "http://localhost/api/v1/areas?kind=district"


def test_no_page_leads_to_one_that_is_refused(kent: FlaskClient) -> None:
    """More than 1,000 LSOAs, one on a page."""
    body = kent.get("/api/v1/areas?kind=lsoa&per_page=1&page=1000").get_json()
    assert body["numberMatched"] == 1107
    links = {link["rel"]: link["href"] for link in body["links"]}
    assert set(links) == {"self", "prev"}
    assert kent.get(links["self"]).status_code == 200
    before = kent.get(links["prev"]).get_json()
    assert [link["rel"] for link in before["links"]] == ["self", "next", "prev"]


def test_boundaries_come_when_asked_for_in_degrees(kent: FlaskClient) -> None:
    assert kent.get(f"/api/v1/areas/{THANET}").get_json()["geometry"] is None
    boundary = shape(kent.get(f"/api/v1/areas/{THANET}?geometry=true").get_json()["geometry"])
    west, south, east, north = boundary.bounds
    assert 1.2 < west < east < 1.46
    assert 51.29 < south < north < 51.41
    assert boundary.is_valid


def test_boundaries_wind_as_rfc_7946_has_it(kent: FlaskClient) -> None:
    for feature in kent.get("/api/v1/areas?kind=ward&district=Thanet&geometry=true").get_json()["features"]:
        boundary = shape(feature["geometry"])
        for part in getattr(boundary, "geoms", [boundary]):
            assert part.exterior.is_ccw


def test_wards_say_their_district(kent: FlaskClient) -> None:
    [feature] = [
        feature
        for feature in kent.get("/api/v1/areas?kind=ward&district=Thanet").get_json()["features"]
        if feature["id"] == "E05005081"
    ]
    assert feature["properties"] == {
        "code": "E05005081",
        "kind": "ward",
        "name": "Beacon Road",
        "vintage": "2025",
        "within": [{"code": THANET, "kind": "district", "name": "Thanet", "basis": "nested"}],
    }


def test_wards_add_up_to_their_district(kent: FlaskClient) -> None:
    def residents(code: str) -> float:
        figures = kent.get(f"/api/v1/areas/{code}").get_json()["properties"]["figures"]
        return next(float(figure["value"]) for figure in figures if figure["measure"] == "residents")

    wards = codes(kent, "kind=ward&district=Thanet")
    assert sum(map(residents, wards)) == pytest.approx(residents(THANET), abs=0.01 * len(wards))


def test_an_area_is_found_whatever_the_case_of_its_code(kent: FlaskClient) -> None:
    assert kent.get("/api/v1/areas/e07000114").get_json()["id"] == THANET


@pytest.mark.parametrize("code", ["E07999999", "Thanet", "E0700011", "%00", "%ff%fe", "E07000114%27--"])
def test_an_area_that_is_not_there_is_not_found(kent: FlaskClient, code: str) -> None:
    answer = kent.get(f"/api/v1/areas/{code}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kinds=ward", ["kinds"]),
        ("kind=parish", ["kind"]),
        ("district=Atlantis", ["district"]),
        ("geometry=perhaps", ["geometry"]),
        ("page=0&per_page=501", ["page", "per_page"]),
        ("page=1.5", ["page"]),
        ("kind=parish&geometry=maybe&x=1", ["x", "kind", "geometry"]),
    ],
)
def test_each_bad_parameter_is_named(kent: FlaskClient, query: str, names: list[str]) -> None:
    answer = kent.get(f"/api/v1/areas?{query}")
    assert answer.status_code == 400
    assert [error["name"] for error in answer.get_json()["errors"]] == names
