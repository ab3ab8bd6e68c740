"""Heavy answers as whoever asks the site sees them: now, later, not at all, and not again."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import html5lib
import pytest
from at_work import until, waiting_for_the_listing
from flask.testing import FlaskClient
from sqlalchemy import Engine

from assetmap.answers.apart import Apart
from assetmap.answers.hub import MAKERS, MOST_WAITING
from assetmap.answers.keeper import Keeper
from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine
from assetmap.http import answers as over_http

ADDRESS = "/gaps.csv?district=Thanet&category=food-banks"


@pytest.fixture
def client(settings: Settings, answers: Apart, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setattr(over_http, "WAIT_S", 0.05)
    engine = make_engine(str(settings.database_url), role="web")
    yield create_app(settings, connect=engine.connect, answers=answers).test_client()
    engine.dispose()


def test_what_takes_long_says_where_to_look_and_is_there_later(
    client: FlaskClient, command: Engine, locked: Callable[[], AbstractContextManager[None]]
) -> None:
    with locked():
        waiting = client.get(ADDRESS)
        until(lambda: waiting_for_the_listing(command))
    assert waiting.status_code == 202
    assert waiting.headers["Retry-After"] == "5"
    assert waiting.headers["Location"] == ADDRESS
    assert "no-store" in waiting.headers["Cache-Control"]
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(waiting.text)
    refresh = page.find(".//meta[@http-equiv='refresh']")
    assert refresh is not None
    assert refresh.get("content") == "5"
    assert page.findtext(".//h1") == "The file is being made"
    assert [link.get("href") for link in page.findall(".//main//a")] == [ADDRESS]

    until(lambda: client.get(ADDRESS, buffered=True).status_code == 200)
    made = client.get(ADDRESS, buffered=True)
    assert made.text.removeprefix("\ufeff").startswith("ward_code,")
    again = client.get(ADDRESS, headers={"If-None-Match": made.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_neither_a_head_nor_a_question_about_the_last_answer_makes_anything(
    client: FlaskClient, keeper: Keeper, locked: Callable[[], AbstractContextManager[None]]
) -> None:
    with locked():
        # Nothing that reads the listing could answer while it is locked.
        head = client.head(ADDRESS)
        same = client.get(ADDRESS, headers={"If-None-Match": head.headers["ETag"]})
    assert (head.status_code, same.status_code) == (200, 304)
    assert "Content-Length" not in head.headers
    assert [path.name for path in keeper.folder.iterdir()] == ["hub"]


def test_too_many_are_told_when_to_come_again(
    client: FlaskClient, command: Engine, locked: Callable[[], AbstractContextManager[None]]
) -> None:
    with locked():
        for age in range(MAKERS):
            assert client.get(f"{ADDRESS}&age={age}").status_code == 202
        until(lambda: len(waiting_for_the_listing(command)) == MAKERS)
        for age in range(MOST_WAITING):
            assert client.get(f"{ADDRESS}&age={50 + age}").status_code == 202
        refused = client.get(ADDRESS)
        elsewhere = client.get(ADDRESS, environ_base={"REMOTE_ADDR": "192.0.2.1"})
        assert client.get("/map/districts.json").status_code == 200
    assert elsewhere.status_code == 202
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "60"
    assert "Too many files are being made" in refused.text
