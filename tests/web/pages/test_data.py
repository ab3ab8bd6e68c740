"""The data to take away: the page, the files, and what is said with them."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from assetmap.answers import here, make
from assetmap.answers.question import Question
from assetmap.listing.publish import publish

Get = Callable[..., Any]
NAMES = {"services.csv", "services.xlsx", "services.geojson", "services.gpkg", "services.zip"}


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(address, buffered=True)
    assert response.status_code == 200, response.get_data(as_text=True)[:500]
    return list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"), newline="")))


def links(page: Any) -> set[str]:
    return {str(link.get("href")) for link in page.all(".//main//a") if "/data/" in str(link.get("href"))}


def test_the_page_leads_to_every_file_and_says_what_may_be_done(get: Get) -> None:
    page = get("/data")
    assert links(page) == {f"/data/{name}" for name in NAMES}
    assert "There are 568 listings" in page.main
    assert "Open Government Licence v3.0" in page.main
    assert "Contains information from Arts Council England" in page.main
    assert "OS data © Crown copyright" in page.main


def test_every_page_leads_to_it(get: Get) -> None:
    assert "/data" in {link.get("href") for link in get("/about").all(".//footer//a")}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_file_comes_as_a_file_of_its_kind(client: FlaskClient, name: str) -> None:
    response = client.get(f"/data/{name}", buffered=True)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f"attachment; filename=assetmap-{name}"
    body = response.get_data()
    assert response.content_length == len(body)
    begins = {"csv": b"\xef\xbb\xbfid,", "xlsx": b"PK", "geojson": b'{"type"', "gpkg": b"SQLite format 3"}
    assert body.startswith(begins.get(name.rpartition(".")[2], b"PK"))


def test_tables_of_open_referral_are_a_data_package(client: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(client.get("/data/services.zip", buffered=True).get_data())) as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert len(archive.read("services.csv").splitlines()) > 562
    assert package["profile"] == "tabular-data-package"


def test_filters_of_a_search_choose_and_paging_does_not(get: Get, client: FlaskClient) -> None:
    page = get("/data?district=Thanet&category=libraries&page=2")
    assert "These files hold only what was chosen" in page.main
    address = next(link for link in links(page) if link.startswith("/data/services.csv"))
    rows = rows_of(client, address)
    assert 0 < len(rows) < 20
    assert {row["district"] for row in rows} == {"Thanet"}
    assert f"{len(rows)} listings" in page.main


def test_a_bad_filter_and_a_wrong_name_are_pages_that_say_so(get: Get) -> None:
    assert "There is no district 'Narnia' here" in get("/data/services.csv?district=Narnia", 400).main
    assert "There is no file services.doc here" in get("/data/services.doc", 404).main
    assert "age" in get("/data?age=old", 400).main


def test_a_file_is_made_only_when_the_listing_changes(
    client: FlaskClient, kent_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/data/services.csv", buffered=True)
    made: list[str] = []

    def note(question: Question, *rest: Any) -> str:
        made.append(question.kind)
        return make.make_answer(question, *rest)

    monkeypatch.setattr(here, "make_answer", note)
    etag = first.headers["ETag"]
    assert client.get("/data/services.csv", headers={"If-None-Match": etag}, buffered=True).status_code == 304
    head = client.head("/data/services.csv")
    assert (head.status_code, head.headers["ETag"], head.data) == (200, etag, b"")
    assert made == []
    service = kent_connection.execute(
        text("UPDATE service SET name = 'Quite new' WHERE id IN "
             "(SELECT id FROM service ORDER BY id LIMIT 1) RETURNING id")
    ).scalar_one()  # fmt: skip
    publish(kent_connection, [service])
    changed = client.get("/data/services.csv", headers={"If-None-Match": etag}, buffered=True)
    assert changed.status_code == 200
    assert "Quite new" in changed.get_data(as_text=True)
    assert made == ["services.csv"]


def test_a_part_of_a_file_is_sent_as_it_lies_there(client: FlaskClient) -> None:
    whole = client.get("/data/services.csv", buffered=True)
    asked = {"Range": "bytes=10-1999", "Accept-Encoding": "gzip"}
    part = client.get("/data/services.csv", headers=asked, buffered=True)
    assert part.status_code == 206
    assert part.data == whole.data[10:2000]
    assert part.headers["Content-Range"] == f"bytes 10-1999/{len(whole.data)}"


def test_too_much_for_a_workbook_says_what_to_take(
    get: Get, monkeypatch: pytest.MonkeyPatch, client: FlaskClient
) -> None:
    monkeypatch.setattr(make, "MOST_LISTINGS", 100)
    page = get("/data/services.xlsx", 409)
    assert "More than 100 listings match" in page.main
    assert "take CSV of everything" in page.main
    assert client.get("/data/services.csv", buffered=True).status_code == 200
    assert get("/data/services.csv?free=true", 409)


def test_whoever_waits_too_long_is_told(
    get: Get, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here, "LONGEST_WAIT_S", 0.01)
    with client.application.extensions["assetmap.answers"]._making:
        page = get("/data/services.csv", 503)
    assert "Other files are being made." in page.main
    assert page.response.headers["Retry-After"]


def test_where_somebody_lives_is_kept_nowhere(client: FlaskClient) -> None:
    response = client.get("/data/services.csv?postcode=CT9+1AE", buffered=True)
    assert "no-store" in response.headers["Cache-Control"]


def test_a_hostile_name_is_no_formula(client: FlaskClient, margate: Callable[..., object]) -> None:
    margate("=cmd|' /C calc'!A0")
    assert [row["name"] for row in rows_of(client, "/data/services.csv")] == ["'=cmd|' /C calc'!A0"]
