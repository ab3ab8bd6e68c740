"""`assetmap map`: one file that opens from disk, asks nobody, and holds what the search holds."""

import re
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import URL, Engine

from assetmap.cli import main
from assetmap.config import Settings
from assetmap.web.maps.document import Entry, write_document

CARD = {
    "name": "Walk", "organization": "Walkers", "latitude": 51.39, "longitude": 1.38,
    "hours": ["Tuesday, 10am to midday"],
    "cost": "£2", "place": "The Old Hall",
}  # fmt: skip
HOSTILE = "</script><script>window.stolen=1</script>\"'{{7*'7'}}{%raw%}<!--"


@pytest.fixture
def run(kent_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    url: URL = kent_engine.url
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", url.render_as_string(hide_password=False))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["map", *arguments])

    return run


def test_the_file_holds_what_the_search_holds(
    run: Callable[..., Result], tmp_path: Path, client: FlaskClient
) -> None:
    out = tmp_path / "thanet.html"
    result = run(
        str(out), "--district", "Thanet", "--category", "libraries", "--title", "Libraries of Thanet"
    )
    assert result.exit_code == 0, result.output
    assert f"Written to {out}: " in result.output
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(out.read_text("utf-8"))
    names = ["".join(name.itertext()) for name in page.findall(".//ol/li/strong")]
    found = client.get("/?district=Thanet&category=libraries").text
    assert len(names) == found.count('class="am-card"') > 3
    assert all(name in found for name in names)
    assert ["".join(heading.itertext()) for heading in page.findall(".//h1")] == ["Libraries of Thanet"]


def test_the_file_asks_nobody_for_anything(run: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "kent.html"
    assert run(str(out), "--free").exit_code == 0
    text = out.read_text("utf-8")
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=", text)
    assert not re.search(r"url\((?!#)", re.sub(r"<script.*?</script>", "", text, flags=re.S))
    assert len(text) < 3_000_000


def test_bad_filters_are_sentences(run: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "none.html"
    for arguments, said in (
        (["--postcode", "CT99"], "only the first part"),
        (["--category", "zzz"], "has no 'zzz'"),
    ):
        result = run(str(out), *arguments)
        assert result.exit_code == 1
        assert said in result.output
        assert not out.exists()


def test_a_place_that_cannot_be_written_is_a_sentence(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run(str(tmp_path / "no" / "such" / "folder.html"), "--category", "libraries")
    assert result.exit_code == 1
    assert "cannot be written" in result.output


def test_hostile_text_stays_text() -> None:
    card = CARD | {
        "name": HOSTILE,
        "organization": HOSTILE,
        "place": HOSTILE,
        "cost": HOSTILE,
        "hours": [HOSTILE],
    }
    text = write_document(Settings(), HOSTILE, [Entry("1", card, "https://example.org/services/1")], {})
    assert "<script>window" not in text
    assert "77777" not in text
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert "".join(page.find(".//ol/li/strong").itertext()) == HOSTILE


def test_tiles_only_when_somebody_serves_them() -> None:
    plain = write_document(Settings(), "Walks", [Entry("1", CARD)], {})
    assert "tilesUrl" not in plain.split("AssetMap.ground(map_1", 1)[1]
    tiled = write_document(
        Settings(tiles_url="https://tiles.example/{z}/{x}/{y}.png"), "Walks", [Entry("1", CARD)], {}
    )
    assert "img-src data: https://tiles.example" in tiled
