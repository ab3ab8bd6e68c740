"""Find: what a search shows, in which order, and what it says when there is nothing."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

NAMES = ".//li[@class='am-card']//h4/a"
EVERYTHING = (
    "postcode=CT9+1AE&q=walk&category=walking-groups&day=monday&day=tuesday&part=morning&free=true&age=70"
    "&step_free=true&delivery=in-person&joining=self-referral&radius_m=8000&district=E07000114"
)


def test_nearest_first_with_numbers_that_the_map_shares(
    get: Callable[..., Any], margate: Callable[..., Any]
) -> None:
    margate("Further off", east=900)
    margate("Next door", east=50)
    page = get("/?postcode=ct91ae")
    assert page.texts(NAMES) == ["Next door", "Further off"]
    cards = page.all(".//li[@class='am-card']")
    assert [card.get("data-number") for card in cards] == ["1", "2"]
    assert all(51.38 < float(card.get("data-latitude")) < 51.40 for card in cards)
    assert "Under 0.1 miles" in page.main
    assert "0.6 miles" in page.main  # 900 m


def test_map_and_list_show_the_same_services(
    get: Callable[..., Any], margate: Callable[..., Any], client: FlaskClient
) -> None:
    for east in (100, 700, 1_500):
        margate(f"At {east}", east=east)
    margate("Out of reach", east=9_000)
    page = get("/?postcode=CT9+1AE&radius_m=1600")
    features = page.all(".//section[@id='results']")[0].get("data-features")
    answer: Any = client.get(f"{features}&view=1.0,51.2,1.6,51.5&zoom=14").json
    assert {each["properties"]["name"] for each in answer["features"]} == set(page.texts(NAMES))
    assert page.texts(NAMES) == ["At 100", "At 700", "At 1500"]


def test_what_comes_to_you_and_what_needs_no_travel_are_groups_of_their_own(
    get: Callable[..., Any], margate: Callable[..., Any]
) -> None:
    margate("Choir")
    margate("Visits", east=None, delivery=["at-home"], areas=["E07000114"])
    margate("Helpline", east=None, delivery=["telephone"])
    page = get("/?postcode=CT9+1AE")
    headings = ["Places to go to", "Comes to you, or covers your area", "Online and by telephone"]
    assert page.texts(".//section[@id='results']//h3") == headings
    assert page.texts(NAMES) == ["Choir", "Visits", "Helpline"]
    assert page.texts(".//h2[@id='results-heading']") == [
        "1 place to go to, 1 comes to you and 1 online or by telephone"
    ]


def test_further_than_asked_is_said(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    margate("Over the hill", east=4_000)
    page = get("/?postcode=CT9+1AE&radius_m=1600")
    assert "Further than 1 mile" in page.texts(".//section[@id='results']//h3")
    assert "2.5 miles" in page.main


def test_nearer_across_the_border_is_said(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    margate("Here", east=2_000)
    margate("There", east=100, district="E07000108")
    page = get("/?postcode=CT9+1AE&district=Thanet")
    assert page.texts(".//section[@id='results']//h3")[:2] == [
        "Nearer, but outside Thanet",
        "Places to go to",
    ]
    assert page.texts(NAMES) == ["There", "Here"]


def test_address_bar_holds_the_whole_query(get: Callable[..., Any]) -> None:
    page = get(f"/?{EVERYTHING}")
    sent = []
    for field in page.all(".//form[@id='search']//input"):
        kind = field.get("type")
        if kind == "checkbox" and field.get("checked") is None:
            continue
        if field.get("value"):
            sent.append((field.get("name"), field.get("value")))
    for choice in page.all(".//form[@id='search']//select"):
        chosen = [option for option in choice.iter("option") if option.get("selected") is not None]
        sent += [(choice.get("name"), option.get("value")) for option in chosen if option.get("value")]
    assert sorted(sent) == sorted(parse_qsl(EVERYTHING))


def test_each_filter_in_use_is_a_link_that_takes_it_away(get: Callable[..., Any]) -> None:
    page = get(f"/?{EVERYTHING}")
    links = {text.removeprefix("Remove filter: "): link.get("href") for text, link in zip(
        page.texts(".//a[@class='am-chip']"), page.all(".//a[@class='am-chip']"), strict=True)}  # fmt: skip
    assert {"Walking groups", "Monday", "Tuesday", "Free", "Age 70", "Step-free", "In Thanet"} <= set(links)
    left = parse_qsl(urlsplit(links["Monday"]).query)
    assert sorted([*left, ("day", "monday")]) == sorted(parse_qsl(EVERYTHING))


def test_several_categories_stay(get: Callable[..., Any]) -> None:
    page = get("/?category=walking-groups&category=company")
    assert page.texts(".//label[@for='also-walking-groups']") == ["Also: Walking groups"]


def test_corrected_spelling_is_shown_and_can_be_undone(get: Callable[..., Any]) -> None:
    page = get("/?q=diabetis")
    assert "Showing results for diabetic" in page.main or "Showing results for diabetes" in page.main
    link = next(
        link for link in page.all(".//section[@id='results']//a") if "exact=true" in link.get("href", "")
    )
    assert "Showing results for" not in get(link.get("href")).main


def test_nothing_found_says_what_would_widen_the_search(
    get: Callable[..., Any], margate: Callable[..., Any]
) -> None:
    margate("Walk", day="TU")
    page = get("/?postcode=CT9+1AE&day=sunday&free=true")
    assert page.texts(".//h2[@id='results-heading']") == ["Nothing was found"]
    assert "Nothing matches all of this. You would find:" in page.main
    links = page.all(".//section[@id='results']//ul[@class='govuk-list govuk-list--bullet']//a")
    assert links
    for link in links:
        assert get(link.get("href")).texts(NAMES) == ["Walk"]


def test_nothing_at_all_still_leads_on(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    page = get("/?postcode=CT9+1AE")
    assert "Nothing matches all of this." in page.main
    assert "See every service" in page.main


@pytest.mark.parametrize(
    ("query", "said", "field"),
    [
        ("postcode=CT99", "is only the first part of a postcode", "#postcode"),
        ("age=old", "is a whole number from 0 to 120", "#age"),
        ("day=someday", "is some of monday", "#day-monday"),
        ("category=zzz", "has no 'zzz'", "#category"),
        ("radius_m=5", "How far is a whole number from 100 to 30000", "#radius_m"),
        ("district=Atlantis", "There is no district 'Atlantis'", "#district"),
        ("postcode=YO1+7HH", "YO1 7HH", "#postcode"),
        ("colour=blue", "is no parameter of a search", "/?"),
    ],
)
def test_bad_fields_are_named_and_kept(get: Callable[..., Any], query: str, said: str, field: str) -> None:
    page = get(f"/?{query}", 404 if "YO1" in query else 400)
    assert said in page.main
    assert page.texts(".//title")[0].startswith("Error: ")
    summary = page.all(".//div[@data-module='govuk-error-summary']//a")
    assert [link.get("href") for link in summary] == [field]


def test_what_was_typed_wrongly_stays_in_the_form(get: Callable[..., Any]) -> None:
    page = get("/?postcode=CT99&q=tea", 400)
    values = {field.get("name"): field.get("value") for field in page.all(".//form[@id='search']//input")}
    assert (values["postcode"], values["q"]) == ("CT99", "tea")


def test_a_postcode_no_longer_in_use_answers_and_says_so(get: Callable[..., Any]) -> None:
    assert "CT9 1XX is no longer in use." in get("/?postcode=CT9+1XX").main


def test_an_unknown_postcode_falls_to_its_sector_and_says_how_far_that_may_be_off(
    get: Callable[..., Any],
) -> None:
    page = get("/?postcode=CT9+1ZZ")
    assert "CT9 1ZZ is not in our list of postcodes. Distances are from the middle of CT9 1" in page.main


def test_pages_neither_repeat_nor_miss(get: Callable[..., Any]) -> None:
    seen: list[str] = []
    address: str | None = "/?category=libraries"
    while address:
        page = get(address)
        seen += [card.get("data-id", "") for card in page.all(".//li[@class='am-card']")]
        following = page.all(".//a[@rel='next']")
        address = following[0].get("href") if following else None
    assert len(seen) == len(set(seen)) == 114


def test_home_is_on_the_map_with_the_circle_that_was_searched(get: Callable[..., Any]) -> None:
    home = json.loads(
        get("/?postcode=CT9+1AE&radius_m=1600").all(".//section[@id='results']")[0].get("data-home")
    )
    assert home["name"] == "CT9 1AE"
    assert home["radius"] == 1_600
    assert (round(home["latitude"], 2), round(home["longitude"], 2)) == (51.39, 1.39)


def test_samples_are_marked_and_announced(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    margate("Real")
    assert "Demonstration" not in "".join(get("/").texts(".//body"))
    margate("Invented", sample=True)
    page = get("/")
    assert "Demonstration" in "".join(page.texts(".//div[@class='am-banner']"))
    cards = {text.split()[1]: text for text in page.texts(".//li[@class='am-card']")}
    assert "Sample" in cards["Invented"]
    assert "Sample" not in cards["Real"]


def test_the_banner_is_on_every_page(get: Callable[..., Any]) -> None:
    for address in ("/", "/gaps", "/gaps?district=Thanet", "/about", "/accessibility"):
        assert "invented samples" in "".join(get(address).texts(".//div[@class='am-banner']")), address


def test_six_queries_and_sixty_kilobytes(
    client: FlaskClient, kent_connection: Connection, query_count: Callable[..., int]
) -> None:
    address = "/?postcode=CT9+1AE&q=grup&radius_m=30000&district=Thanet&per_page=20"
    assert query_count(kent_connection, client, address) <= 6
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) < 60_000


def test_a_page_of_a_hundred_is_still_small(client: FlaskClient) -> None:
    response = client.get(
        "/?postcode=CT9+1AE&radius_m=30000&per_page=100", headers={"Accept-Encoding": "gzip"}
    )
    assert len(response.data) < 60_000


def test_every_link_of_a_card_leads_to_its_page(get: Callable[..., Any]) -> None:
    link = get("/?q=library").all(NAMES)[0].get("href")
    assert str(UUID(link.rsplit("/", 1)[1])) in link
    get(link)


def test_a_district_named_in_words_is_chosen_in_the_list(get: Callable[..., Any]) -> None:
    for address in ("/?district=thanet", "/gaps?district=Thanet&category=libraries"):
        chosen = [
            option.get("value")
            for option in get(address).all(".//select[@name='district']/option")
            if option.get("selected") is not None
        ]
        assert chosen == ["E07000114"], address


def test_a_group_without_a_place_says_to_ask(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    key = margate("Support group", east=None, areas=["E07000114"])
    assert "Somewhere in Thanet. Ask the service where it meets." in get(f"/services/{key}").main


def test_what_was_found_can_be_downloaded(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    for east in range(0, 900, 30):
        margate(f"At {east}", east=east)
    page = get("/?postcode=CT9+1AE&radius_m=1600&free=false&q=at&page=2&per_page=10")
    (link,) = [each for each in page.all(".//main//a") if each.text == "Download these results"]
    address = link.get("href")
    assert dict(parse_qsl(urlsplit(address).query)) == {"postcode": "CT9 1AE", "radius_m": "1600", "q": "at"}
    assert "These files hold only what was chosen: 30 listings" in get(address).main


def test_where_nothing_was_found_there_is_nothing_to_download(get: Callable[..., Any]) -> None:
    page = get("/?postcode=CT9+1AE&q=zzzzqqqq&exact=true")
    assert "Download these results" not in page.main


def test_past_the_last_page_the_way_back_is_shown(
    get: Callable[..., Any], margate: Callable[..., Any]
) -> None:
    for east in range(0, 900, 30):
        margate(f"At {east}", east=east)
    page = get("/?postcode=CT9+1AE&radius_m=1600&page=40")
    assert "There is nothing on page 40. Go to the first page" in page.main
    hrefs = {link.text: link.get("href") for link in page.all(".//main//a")}
    assert "page" not in hrefs["Go to the first page"]
    assert not page.all(".//*[@aria-current='page'][@class='govuk-link govuk-pagination__link']")
    previous = [link.get("href") for link in page.all(".//a[@rel='prev']")]
    assert [dict(parse_qsl(urlsplit(href).query))["page"] for href in previous] == ["2"]


def test_what_the_form_has_no_field_for_is_left_out_by_its_error(get: Callable[..., Any]) -> None:
    page = get("/?q=walk&day=monday&day=noday&page=999&_external=1&endpoint=x", 400)
    links = {link.get("href") for link in page.all(".//div[@class='govuk-error-summary']//a")}
    assert links == {"#day-monday", "/?q=walk&day=monday&day=noday"}
    assert page.all(".//input[@id='day-monday']")
    assert "Page is past the first 1,000 results" in page.main
