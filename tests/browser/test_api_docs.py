"""The description of the API as a page: offline, by keyboard, at both widths, and a request made from it."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
LIST = "operations-services-list_services"


@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_the_description_and_has_no_barriers(
    open_page: Open, find_barriers: Callable[[Page], list[str]], width: int
) -> None:
    page = open_page("/api/docs", width=width)
    expect(page.get_by_role("heading", level=1)).to_have_text("The API")
    expect(page.locator(".opblock")).to_have_count(12)
    ranks = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(each => Number(each.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(ranks))
    assert find_barriers(page) == []
    page.locator(f"#{LIST} .opblock-summary-control").click()
    expect(page.get_by_label("taxonomy_term_id")).to_be_visible()
    assert find_barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_list_is_asked_for_from_the_page_by_keyboard(open_page: Open) -> None:
    page = open_page("/api/docs")
    summary = page.locator(f"#{LIST} .opblock-summary-control")
    summary.focus()
    page.keyboard.press("Enter")
    words = page.get_by_label("search")
    words.focus()
    page.keyboard.type("think healthy")
    execute = page.locator(f"#{LIST}").get_by_role("button", name="Execute")
    execute.focus()
    page.keyboard.press("Enter")
    answer = page.locator(f"#{LIST} .live-responses-table .highlight-code")
    expect(answer.first).to_contain_text("Think Healthy Me diabetes support group")


def test_without_scripts_it_leads_to_the_description(open_page: Open) -> None:
    page = open_page("/api/docs", javascript=False)
    link = page.get_by_role("link", name="description in OpenAPI 3.1")
    expect(link).to_have_attribute("href", "/api/oruk/openapi.json")


def test_the_policy_is_that_of_every_page(open_page: Open) -> None:
    page = open_page("/api/docs")
    answer = page.reload()
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
