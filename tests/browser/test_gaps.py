"""Gaps in a browser: the map says what the table says, to the mouse, to the keyboard and to a reader."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[..., Page]
GAPS = "/gaps?category=walking-groups&district=E07000114"


def test_wards_on_the_map_are_those_of_the_table(open_page: Open) -> None:
    page = open_page(GAPS)
    wards = page.locator(".am-ward")
    expect(wards).to_have_count(23)
    rows = page.locator("table tbody tr")
    for number in range(23):
        name = rows.nth(number).locator("th").inner_text()
        word = rows.nth(number).locator(".am-word").inner_text()
        label = wards.nth(number).get_attribute("aria-label") or ""
        assert label.startswith(f"{name}: {word}"), (name, word, label)


def test_the_keyboard_opens_a_ward_and_goes_on_to_the_next(open_page: Open) -> None:
    page = open_page(GAPS)
    expect(page.locator(".am-ward[tabindex='0']")).to_have_count(1)
    page.locator(".am-ward[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    second = page.locator("table tbody tr").nth(1).locator("th").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".am-popup__name")).to_have_text(second)
    expect(page.locator(".leaflet-popup-content")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".am-popup")).to_have_count(0)
    expect(page.locator(".am-ward").nth(1)).to_be_focused()


def test_a_district_and_a_kind_are_two_choices_away(open_page: Open) -> None:
    page = open_page("/gaps")
    page.get_by_label("Kind of service").select_option(label="Walking groups")
    page.get_by_label("District", exact=True).select_option(label="Thanet")
    page.get_by_role("button", name="Show gaps").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gaps in Thanet: walking groups")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "assetmap-gaps.csv"


def test_the_table_and_the_files_need_no_scripts(open_page: Open) -> None:
    page = open_page("/gaps", javascript=False)
    page.get_by_role("link", name="Thanet").click()
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(23)
    expect(page.get_by_text("The map needs a script. The table has the same numbers.")).to_be_visible()
    page.locator("table").first.locator("summary").first.click()
    expect(page.locator("table").first.locator("details li").first).to_be_visible()
    page.locator("table").nth(1).locator("a").first.click()
    assert re.search(r"category=[a-z-]+", page.url)
    expect(page.locator("table tbody tr")).to_have_count(23)
