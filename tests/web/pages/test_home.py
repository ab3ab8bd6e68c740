"""Where somebody lives is kept by nobody: every answer to a question with a postcode says no-store."""

import pytest
from flask.testing import FlaskClient

HOME = "postcode=CT9+1AE"
VIEW = "view=1,51,2,52&zoom=12"
ASKED = {
    f"/?{HOME}": 200,
    f"/?{HOME}&page=2": 200,
    "/?q=near+CT9+1AE": 200,
    "/?q=ct91ae": 200,
    "/?postcode=CT9": 400,
    "/?postcode=Margate": 400,
    "/?postcode=AB10+1AA": 404,
    f"/?{HOME}&age=old": 400,
    f"/gaps?district=Thanet&{HOME}": 400,
    f"/gaps.csv?district=Thanet&{HOME}": 400,
    f"/map/data?{HOME}&{VIEW}": 200,
    f"/map/data?{HOME}": 400,
    f"/map/districts.json?{HOME}": 200,
    f"/data?{HOME}": 200,
    f"/data/services.csv?{HOME}": 200,
    f"/data/services.geojson?{HOME}": 200,
    f"/api/v1/listings?{HOME}": 200,
    "/api/v1/listings?postcode=nowhere": 400,
    f"/api/v1/gaps?{HOME}": 400,
    f"/api/oruk/service_at_locations?{HOME}": 200,
    f"/api/oruk/service_at_locations?format=ndjson&{HOME}": 200,
    f"/api?{HOME}": 400,
    f"/health?{HOME}": 200,
    f"/api//v1?{HOME}": 308,
    f"/nowhere?{HOME}": 404,
    "/near/CT9%201AE": 404,
    "/api/CT91AE": 404,
    f"/services/00000000-0000-0000-0000-000000000000?{HOME}": 404,
    f"/static/css/assetmap.css?v=1&{HOME}": 200,
}


@pytest.mark.parametrize("address", ASKED)
def test_no_answer_about_a_home_is_kept(client: FlaskClient, address: str) -> None:
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        with client.open(address, method=method) as answer:
            if method == "GET":
                assert answer.status_code == ASKED[address]
            assert answer.headers.getlist("Cache-Control") == ["no-store"], method


@pytest.mark.parametrize("address", [one for one, status in ASKED.items() if status == 200])
def test_nor_is_an_answer_that_nothing_has_changed(client: FlaskClient, address: str) -> None:
    with client.get(address) as first:
        etag = first.headers.get("ETag")
    if etag:
        with client.get(address, headers={"If-None-Match": etag}) as again:
            assert again.status_code == 304
            assert again.headers.getlist("Cache-Control") == ["no-store"]


@pytest.mark.parametrize("address", ["/api/v1/listings?q=walk", "/map/districts.json", "/data/services.csv"])
def test_others_may_be_kept(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        assert "no-store" not in answer.headers["Cache-Control"]


def test_no_browser_offers_what_was_typed_before(client: FlaskClient) -> None:
    for address in ("/", "/nowhere"):
        page = client.get(address).text
        assert 'name="postcode"' in page
        assert "postal-code" not in page
    assert '<form class="am-search"' in client.get("/").text
    assert 'id="search" autocomplete="off"' in client.get("/").text
