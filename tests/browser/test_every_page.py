"""Every page at both widths: nothing cut off, nothing that bars anybody, nothing asked of anybody else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from sqlalchemy import URL, create_engine, text

from assetmap.cli import main
from assetmap.listing.publish import publish

Open = Callable[..., Page]
PAGES = {
    "start": "/",
    "near home": "/?postcode=CT9+1AE",
    "nothing found": "/?postcode=CT9+1AE&q=zumba&day=sunday&free=true",
    "gaps": "/gaps",
    "gaps of one kind": "/gaps?district=E07000114&category=walking-groups",
    "gaps of all kinds": "/gaps?district=E07000114",
    "about": "/about",
    "data": "/data",
    "data chosen": "/data?district=E07000114&category=libraries",
    "accessibility": "/accessibility",
}
HOSTILE = "</script><script>window.stolen=1</script><img src=x onerror=window.stolen=1>{{7*'7'}}"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_and_nobody_is_barred(
    open_page: Open, find_barriers: Callable[[Page], list[str]], name: str, width: int
) -> None:
    page = open_page(PAGES[name], width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for summary in page.locator("form summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not find_barriers(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_one_service(open_page: Open, find_barriers: Callable[[Page], list[str]], width: int) -> None:
    page = open_page("/?q=library", width=width)
    page.locator(".am-card__name a").first.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".am-pin")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not find_barriers(page)


def test_an_open_popup_bars_nobody(open_page: Open, find_barriers: Callable[[Page], list[str]]) -> None:
    page = open_page("/?postcode=CT9+1AE&category=company")
    page.locator(".am-pin--numbered").first.click()
    expect(page.locator(".am-popup")).to_be_visible()
    assert not find_barriers(page)


def test_a_long_word_is_broken_and_not_cut_off(open_page: Open) -> None:
    page = open_page(f"/?q={'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch' * 3}", width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.fixture
def hostile_url(make_database: Callable[..., URL], kent_template: str) -> URL:
    """A database in which every service, place and organisation has a name that tries to break out."""
    url = make_database(kent_template)
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in ("service", "organization", "location"):
            connection.execute(text(f"UPDATE {table} SET name = :name"), {"name": HOSTILE})
        publish(connection)
    engine.dispose()
    return url


def test_hostile_names_are_text_on_the_map(
    open_page: Open, hostile_url: URL, serve: Callable[[URL], AbstractContextManager[str]]
) -> None:
    with serve(hostile_url) as address:
        page = open_page(f"{address}/?postcode=CT9+1AE&category=libraries")
        page.locator(".am-pin--numbered").first.click()
        expect(page.locator(".am-popup")).to_contain_text(HOSTILE)
        assert page.evaluate("window.stolen") is None
        page.context.close()


def test_a_map_in_a_file_needs_no_network(
    open_page: Open,
    find_barriers: Callable[[Page], list[str]],
    hostile_url: URL,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", hostile_url.render_as_string(hide_password=False))
    out = tmp_path / "map.html"
    result = CliRunner().invoke(main, ["map", str(out), "--category", "libraries", "--title", HOSTILE])
    assert result.exit_code == 0, result.output
    page = open_page(out.as_uri(), offline=True)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    expect(page.locator(".am-pin")).not_to_have_count(0)
    assert page.locator(".am-ground-district").count() == 13
    page.locator(".am-pin").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".am-popup")).to_contain_text(HOSTILE)
    assert page.evaluate("window.stolen") is None
    assert not find_barriers(page)
