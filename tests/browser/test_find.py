"""Finding a service in a browser: list, map and address bar in step; keyboard; no scripts."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

Open = Callable[..., Page]
SEARCH = "/?postcode=CT9+1AE&category=company"


def names(page: Page) -> list[str]:
    return page.locator(".am-card__name a").all_inner_texts()


def numbers_on_map(page: Page) -> list[int]:
    """Every number that the pins show, ranges written out."""
    found: list[int] = []
    for text in page.locator(".am-pin--numbered").all_inner_texts():
        first, _, last = text.partition("–")
        found += range(int(first), int(last or first) + 1)
    return sorted(found)


def pins(page: Page) -> Locator:
    return page.locator(".am-pin--numbered")


def test_a_search_puts_list_map_and_address_bar_in_step(open_page: Open) -> None:
    page = open_page("/")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Postcode").fill("ct91ae")
    page.get_by_label("Kind of service").select_option(label="Loneliness and befriending")
    page.get_by_label("What would help?").fill("coffee")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile(r"postcode=ct91ae&q=coffee&category=loneliness-befriending"))
    expect(page.locator("#results-heading")).not_to_contain_text("531")
    assert page.evaluate("window.sameDocument"), "the page was loaded anew"
    assert "age=" not in page.url
    assert "radius_m=" not in page.url
    placed = page.locator(".am-card[data-latitude]").count()
    assert numbers_on_map(page) == list(range(1, placed + 1))
    found = names(page)
    assert names(open_page(page.url)) == found


def test_ticking_a_box_searches_at_once_and_is_announced(open_page: Open) -> None:
    page = open_page(SEARCH)
    before = page.locator("#results-heading").inner_text()
    page.get_by_text("When, cost, access and how to join").click()
    page.get_by_label("Step-free").check()
    expect(page).to_have_url(re.compile("step_free=true"))
    expect(page.locator("#results-heading")).not_to_have_text(before)
    expect(page.get_by_role("status")).to_have_text(page.locator("#results-heading").inner_text())
    expect(page.get_by_label("Step-free")).to_be_checked()


def test_back_returns_to_the_search_before(open_page: Open) -> None:
    page = open_page(SEARCH)
    before = names(page)
    page.get_by_label("How far").select_option(label="Half a mile")
    expect(page).to_have_url(re.compile("radius_m=800"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"category=company$"))
    expect(page.get_by_label("How far")).to_have_value("5000")
    expect(page.locator(".am-card")).to_have_count(len(before))
    assert names(page) == before


def test_a_pin_tells_what_the_list_tells(open_page: Open) -> None:
    page = open_page(SEARCH)
    first = names(page)[0]
    pins(page).first.click()
    popup = page.locator(".am-popup")
    expect(popup).to_contain_text(first)
    popup.get_by_role("link", name=first).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    page.get_by_role("link", name="Back to results").click()
    expect(page).to_have_url(re.compile(re.escape(SEARCH)))


def test_the_keyboard_reaches_every_service_on_the_map_and_leaves_again(open_page: Open) -> None:
    page = open_page(SEARCH)
    page.locator(".leaflet-control-zoom-out").focus()
    # One stop for all pins, wherever they stand in the document.
    assert page.locator(".am-pin[tabindex='0']").count() == 1
    page.locator(".am-pin[tabindex='0']").focus()
    focused = page.locator(".am-pin:focus")
    seen = [focused.get_attribute("aria-label")]
    for _ in range(pins(page).count() - 1):
        page.keyboard.press("ArrowRight")
        seen.append(focused.get_attribute("aria-label"))
    assert len(set(seen)) == pins(page).count()
    page.keyboard.press("Enter")
    expect(page.locator(".am-popup a:focus, .leaflet-popup-content:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".am-popup")).to_have_count(0)
    assert focused.get_attribute("aria-label") == seen[-1]
    for _ in range(12):
        page.keyboard.press("Tab")
    assert not page.evaluate("document.querySelector('.am-map').contains(document.activeElement)")


def test_tab_leads_through_the_page_from_its_skip_link(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Postcode")).to_be_focused()


def test_a_group_opens_where_it_stands(open_page: Open) -> None:
    page = open_page("/")
    group = page.get_by_role("button", name=re.compile(r"\d+ services here: zoom in")).first
    scale = page.locator(".leaflet-control-scale-line").first
    before = scale.inner_text()
    group.focus()
    page.keyboard.press("Enter")
    expect(scale).not_to_have_text(before)


def test_a_group_counted_from_a_sample_says_about(open_page: Open) -> None:
    page = open_page("/")

    def sampled(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"approximate": True})

    page.route("**/map/data*", sampled)
    page.get_by_role("button", name="Zoom out").click()
    expect(
        page.get_by_role("button", name=re.compile(r"^about \d+ services here: zoom in")).first
    ).to_be_visible()


def test_the_list_can_follow_the_map(open_page: Open) -> None:
    page = open_page("/?category=libraries&district=Thanet")
    offer = page.get_by_role("link", name="List only what the map shows")
    expect(offer).to_have_count(0)
    everything = names(page)
    page.get_by_role("button", name="Zoom in").click()
    offer.click()
    expect(page).to_have_url(re.compile(r"category=libraries&district=Thanet&bbox=[\d.-]+%2C"))
    assert set(names(page)) < set(everything)
    page.get_by_role("link", name="Remove filter: In this part of the map").click()
    assert names(page) == everything


def test_a_bad_postcode_is_a_whole_page_that_says_so(open_page: Open) -> None:
    page = open_page("/", expect_status=400)
    page.get_by_label("Postcode").fill("Margate")
    with page.expect_navigation():
        page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("This search cannot be understood")
    expect(page.get_by_label("Postcode")).to_have_value("Margate")


def test_everything_but_the_map_works_without_scripts(open_page: Open) -> None:
    page = open_page("/", javascript=False)
    expect(page.get_by_text("The map needs a script. The list has the same services.")).to_be_visible()
    page.get_by_label("Postcode").fill("CT9 1AE")
    page.get_by_text("When, cost, access and how to join").click()
    page.get_by_label("Free", exact=True).check()
    page.get_by_role("button", name="Find").click()
    assert "postcode=CT9+1AE" in page.url
    assert "free=true" in page.url
    page.get_by_role("link", name="Next").click()
    assert "page=2" in page.url
    expect(page.locator(".am-card__number").first).to_have_text("21")
    page.get_by_role("link", name="Remove filter: Free").click()
    assert "free" not in page.url
    page.locator(".am-card__name a").first.click()
    expect(page.get_by_role("heading", name="Get in touch")).to_be_visible()


def test_the_download_is_of_what_is_shown_now(open_page: Open) -> None:
    page = open_page(SEARCH, width=320)
    link = page.get_by_role("link", name="Download these results")
    assert "step_free" not in (link.get_attribute("href") or "")
    page.get_by_text("When, cost, access and how to join").click()
    page.get_by_label("Step-free").check()
    expect(link).to_have_attribute("href", re.compile(r"^/data\?.*step_free=true"))
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Download the data")
    expect(page.get_by_role("link", name=re.compile("leave this out.*Step-free"))).to_be_visible()
