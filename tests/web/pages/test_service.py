"""One service: everything known of it, in plain English, and how far it can be trusted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, text

from assetmap.ingest.refreshing import note_good, note_trouble
from assetmap.listing.publish import publish, publish_sources


def row(page: Any, name: str) -> str:
    """What the page says beside a heading of its list."""
    terms = page.texts(".//dl[@class='am-summary']/dt")
    return str(page.texts(".//dl[@class='am-summary']/dd")[terms.index(name)])


def test_everything_known(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    key = margate(
        "Sugar and spice",
        cost=0,
        day="MO",
        phone="01843 000000",
        description="A friendly hour.\n\nWith tea.",
        joining=["gp", "link-worker"],
        minimum_age=18,
        url="https://example.org/sugar",
        email="hello@example.org",
        waiting_days=21,
        waiting_stated_on=date(2026, 1, 5),
        capacity=0,
        capacity_stated_on=date(2026, 1, 6),
        accreditations="A kitemark",
        categories=["diabetes-support"],
    )
    page = get(f"/services/{key}")
    assert page.texts(".//h1") == ["Sugar and spice"]
    assert "A friendly hour." in page.main
    assert row(page, "When") == "Monday, 10am to midday"
    assert row(page, "Where").startswith("The Old Hall, 1 Hall Road, Margate, CT9 1AE")
    assert "Margate Central ward, Thanet" in row(page, "Where")
    assert row(page, "Cost") == "Free"
    assert row(page, "How to join") == "Through a GP or a link worker"
    assert row(page, "How it is given") == "In person"
    assert row(page, "Who it is for") == "People aged 18 and over"
    assert row(page, "Waiting time").startswith("About 3 weeks As stated on 5 January 2026")
    assert row(page, "Places").startswith("No places free As stated on 6 January 2026")
    assert row(page, "Access") == "Step free: A ramp at the side"
    assert row(page, "Kinds of service") == "Diabetes support"
    assert row(page, "Run by") == "Think Healthy Me"
    links = {link.get("href") for link in page.all(".//aside//a")}
    assert {"tel:01843000000", "mailto:hello%40example.org", "https://example.org/sugar"} <= links
    assert "Found from its postcode: within about 80 metres." in page.main


def test_what_is_not_known_is_said(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    page = get(f"/services/{margate('Bare', day=None, joining=[])}")
    assert row(page, "When") == "Not stated. Ask before you go."
    assert row(page, "Cost") == "Not stated"
    assert row(page, "How to join") == "Not stated. Get in touch with the service."
    assert "No way to get in touch is published here." in page.main
    assert "Nobody has confirmed this entry yet." in page.main


def test_stale_is_said_plainly(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    today = datetime.now(UTC).date()
    old, recent = today - timedelta(days=200), today - timedelta(days=100)
    stale = get(f"/services/{margate('Old news', assured_date=old)}")
    assert "That is more than six months ago: ring before you send anybody." in stale.main
    fresh = get(f"/services/{margate('News', assured_date=recent)}")
    assert "Last confirmed on" in fresh.main
    assert "more than six months" not in fresh.main


def test_a_sample_says_that_it_does_not_exist(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    assert "This is a sample" in get(f"/services/{margate('Made up', sample=True)}").main


def test_closed_for_now_and_alerts(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    key = margate("Pool", status="temporarily closed", alert="Opens again in May.")
    page = get(f"/services/{key}")
    assert "Closed for the time being." in page.main
    assert "Opens again in May." in page.main


def test_a_service_that_comes_to_you_has_no_map(get: Callable[..., Any], margate: Callable[..., Any]) -> None:
    key = margate("Visits", east=None, delivery=["at-home"], areas=["E07000114"])
    page = get(f"/services/{key}")
    assert row(page, "Where") == "It comes to people in Thanet."
    assert not page.all(".//div[@id='map_1']")


def test_a_confidential_place_shows_its_district_alone(
    get: Callable[..., Any], margate: Callable[..., Any], kent_connection: Connection
) -> None:
    key = margate("Refuge")
    kent_connection.execute(text("UPDATE location SET confidential = true"))
    publish(kent_connection, [key])
    page = get(f"/services/{key}")
    assert row(page, "Where") == "The address is private. Ask the service, which is in Thanet."
    whole = page.response.get_data(as_text=True)
    assert "Hall Road" not in whole
    assert "CT9 1AE" not in whole


def test_source_with_its_licence_and_words(get: Callable[..., Any]) -> None:
    library = get("/?q=library").all(".//li[@class='am-card']//h4/a")[0].get("href")
    page = get(library)
    assert "Licence: Open Government Licence v3.0" in page.main
    assert "Arts Council England" in page.main


def test_how_old_a_source_is_and_since_when_it_is_down(
    get: Callable[..., Any], kent_connection: Connection
) -> None:
    library = get("/?q=library").all(".//li[@class='am-card']//h4/a")[0].get("href")
    now = datetime.now(UTC)
    read, tried = now - timedelta(days=18), now - timedelta(days=17)
    kent_connection.execute(text("UPDATE import_run SET finished_at = :read"), {"read": read})
    publish_sources(kent_connection)
    page = get(library)
    assert f"last read on {read.day} {read:%B %Y}, 18 days ago." in page.main
    assert "has not been able" not in page.main
    note_trouble(kent_connection, "kent-libraries", "It answers 503.", tried, passing=True)
    page = get(library)
    since = f"since {tried.day} {tried:%B %Y}"
    assert f"AssetMap has not been able to read Libraries of Kent and Medway {since}." in page.main
    assert f"What changed there after {read.day} {read:%B %Y} is not shown here" in page.main
    assert "503" not in page.main
    assert f"AssetMap has not been able to read it {since}" in get("/about").main
    note_good(kent_connection, "kent-libraries", now)
    assert "has not been able" not in get(library).main


def test_its_other_places_are_linked(
    get: Callable[..., Any], margate: Callable[..., Any], kent_connection: Connection
) -> None:
    key = margate("Two halls")
    kent_connection.execute(text(
        "WITH place AS (INSERT INTO location (id, location_type, name, point, location_source, accuracy_m)"
        " SELECT gen_random_uuid(), location_type, 'The New Hall', point, location_source, accuracy_m"
        " FROM location RETURNING id)"
        " INSERT INTO service_at_location (id, service_id, location_id)"
        " SELECT gen_random_uuid(), :key, id FROM place"), {"key": key})  # fmt: skip
    publish(kent_connection, [key])
    page = get(f"/services/{key}")
    link = page.all(".//dl[@class='am-summary']//a[@class='govuk-link']")[0]
    assert {row(page, "Where").split(",")[0], row(page, "Other places").split(",")[0]} == {
        "The Old Hall",
        "The New Hall",
    }
    assert row(get(link.get("href")), "Where") != row(page, "Where")


def test_an_unknown_service_says_what_to_do(get: Callable[..., Any]) -> None:
    page = get(f"/services/{uuid4()}", 404)
    assert "There is no such service here, or it is no longer offered." in page.main


def test_an_address_that_is_no_web_address_is_no_link(
    get: Callable[..., Any], margate: Callable[..., Any]
) -> None:
    page = get(f"/services/{margate('Tricky', url='javascript:alert(1)')}")
    assert not [link for link in page.all(".//a") if "javascript" in link.get("href", "")]
