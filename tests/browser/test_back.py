"""Going back, where no page with a postcode is kept by the browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
SEARCH = "/?postcode=CT9+1AE&category=company"
STORES = "JSON.stringify([{...localStorage}, {...sessionStorage}]) + document.cookie"


def names(page: Page) -> list[str]:
    return page.locator(".am-card__name a").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False])
def test_back_from_a_service_shows_the_search_again(open_page: Open, javascript: bool) -> None:
    page = open_page("/", javascript=javascript)
    page.get_by_label("Postcode").fill("CT9 1AE")
    page.get_by_label("Kind of service").select_option(label="Libraries")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile(r"postcode=CT9\+1AE"))
    expect(page.locator(".am-card").first).to_be_visible()
    before, address = names(page), page.url
    page.locator(".am-card__name a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(before[0])
    page.go_back()
    expect(page).to_have_url(address)
    expect(page.get_by_label("Postcode")).to_have_value("CT9 1AE")
    expect(page.get_by_label("Kind of service")).to_have_value("libraries")
    expect(page.locator(".am-card")).to_have_count(len(before))
    assert names(page) == before
    if javascript:
        expect(page.locator(".am-pin--numbered").first).to_be_visible()
        # Nor is a page put away where the next to sit here could find it.
        assert "CT9" not in page.evaluate(STORES)
        assert "Librar" not in page.evaluate(STORES)


def test_back_from_an_error_shows_the_form_and_what_was_found(open_page: Open) -> None:
    page = open_page(SEARCH, expect_status=400)
    before = names(page)
    page.get_by_label("Postcode").fill("Margate")
    with page.expect_navigation():
        page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("This search cannot be understood")
    page.go_back()
    expect(page).to_have_url(re.compile(re.escape(SEARCH)))
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Postcode")).to_have_value("CT9 1AE")
    assert names(page) == before
    page.get_by_label("Postcode").fill("CT9 1AE")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".am-card")).to_have_count(len(before))


def test_forward_shows_the_service_again(open_page: Open) -> None:
    page = open_page(SEARCH)
    first = names(page)[0]
    page.locator(".am-card__name a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    page.go_back()
    expect(page.locator(".am-card").first).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
