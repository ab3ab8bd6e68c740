"""What belongs to a service in the directory, and what of it the public may see."""

from datetime import date
from typing import Any

HEADERS = (
    "Ref|Name|Organisation|Charity number|Category|Cost|Phone|Email|Contact|Job title|Publish contact"
    "|Languages|Wheelchair access|Postcode|When|Ages|How delivered|How to join|Waiting time|Places"
    "|Last checked"
)
ROW = (
    "A|Tea|Friends|1234567|Yoga; befriending|£5 / £3 concessions|01632 960123|hi@example.org|Jo Bloggs|Warden"
    "||English, Polish|yes|CT9 1AA|Mon-Fri 9-5|50+|In person|Self-referral|2 weeks|12|01/10/2026"
)
WHOLE = f"{HEADERS}\n{ROW}"


def test_a_whole_row_in_the_directory(give: Any, ask: Any) -> None:
    summary = give(WHOLE)
    assert (summary.listed, summary.issues) == (1, 0)
    assert ask("SELECT name, email, status, minimum_age, delivery, joining, sample FROM service") == [
        ("Tea", "hi@example.org", "active", 50, ["in-person"], ["self-referral"], False)
    ]
    assert ask("SELECT assured_date::text, waiting_days, waiting_stated_on::text, capacity FROM service") == [
        ("2026-10-01", 14, "2026-10-01", 12)
    ]
    assert ask("SELECT name FROM organization") == ["Friends"]
    assert ask("SELECT identifier_scheme, identifier FROM organization_identifier") == [("GB-CHC", "1234567")]
    terms = ask("SELECT t.term FROM attribute a JOIN taxonomy_term t ON t.id = a.taxonomy_term_id")
    assert len(terms) == 2
    assert "loneliness-befriending" in terms
    assert ask("SELECT amount::text, option FROM cost_option ORDER BY amount") == [
        ("3.00", "concessions"),
        ("5.00", None),
    ]
    assert ask("SELECT name, title, publish FROM contact ORDER BY publish") == [
        ("Jo Bloggs", "Warden", False),
        (None, None, True),
    ]
    assert ask("SELECT number FROM phone JOIN contact ON contact.id = contact_id WHERE publish") == [
        "01632 960123"
    ]
    assert ask("SELECT name, code FROM language ORDER BY name") == [("English", "en"), ("Polish", "pl")]
    assert ask("SELECT accessibility FROM accessibility") == ["step-free"]
    assert ask("SELECT byday, opens_at::text, closes_at::text FROM schedule") == [
        ("MO,TU,WE,TH,FR", "09:00:00", "17:00:00")
    ]


def test_a_person_s_name_is_not_published_unless_the_row_says_so(give: Any, ask: Any) -> None:
    give(WHOLE)
    assert ask("SELECT count(*) FROM listing WHERE document::text || card::text LIKE '%Bloggs%'") == [0]
    assert ask("SELECT count(*) FROM listing WHERE document::text LIKE '%01632 960123%'") == [1]
    give(WHOLE.replace("|Warden||", "|Warden|yes|"))
    assert ask("SELECT count(*) FROM listing WHERE document::text LIKE '%Bloggs%'") == [1]


def test_a_confidential_place_is_not_published(give: Any, ask: Any) -> None:
    lines = "Name|Venue|Address|Postcode|Confidential\nRefuge|Rose House|9 Secret Lane|CT9 1AA|yes"
    summary = give(lines)
    assert (summary.listed, summary.unlocated) == (1, 0)
    assert ask("SELECT confidential FROM location") == [True]
    published = ask("SELECT listing_group, point, document::text || card::text FROM listing")
    assert published[0][:2] == ("area", None)
    assert not any(word in published[0][2] for word in ("Rose House", "Secret", "CT9"))


def test_what_is_no_longer_said_is_taken_away(give: Any, ask: Any) -> None:
    give(WHOLE)
    empty = ROW.replace("Yoga; befriending|£5 / £3 concessions|01632 960123", "||").replace("Jo Bloggs", "")
    empty = empty.replace("English, Polish|yes|", "||").replace("Mon-Fri 9-5", "")
    give(f"{HEADERS}\n{empty}")
    tables = ("attribute", "cost_option", "contact", "phone", "language", "accessibility", "schedule")
    assert {table: ask(f"SELECT count(*) FROM {table}")[0] for table in tables} == dict.fromkeys(tables, 0)
    assert ask(
        "SELECT count(*) FROM metadata WHERE last_action_type = 'delete' AND resource_type = 'phone'"
    ) == [1]


def test_a_service_that_goes_online_leaves_its_place(give: Any, ask: Any) -> None:
    give("Ref|Name|Postcode|How delivered\nA|Tea|CT9 1AA|In person")
    summary = give("Ref|Name|Postcode|How delivered\nA|Tea||Online")
    assert (summary.listed, summary.updated) == (1, 1)
    assert ask("SELECT count(*) FROM service_at_location") == [0]
    assert ask("SELECT listing_group FROM listing") == ["remote"]


def test_the_hours_of_a_service_without_a_place(give: Any, ask: Any) -> None:
    give("Name|When|How delivered\nLine|Mon-Fri 9-5|Telephone")
    assert ask("SELECT service_id IS NOT NULL, service_at_location_id FROM schedule") == [(True, None)]


def test_a_wait_without_a_date_was_stated_when_it_was_first_read(give: Any, ask: Any) -> None:
    lines = "Ref|Name|Postcode|Waiting time\nA|Tea|CT9 1AA|2 weeks"
    stated = "SELECT waiting_days, waiting_stated_on::text FROM service"
    give(lines, today=date(2026, 1, 1))
    give(lines, today=date(2026, 2, 1))
    give(lines.replace("Tea", "Tea time"), today=date(2026, 3, 1))
    assert ask(stated) == [(14, "2026-01-01")]
    give(lines.replace("2 weeks", "3 weeks"), today=date(2026, 4, 1))
    assert ask(stated) == [(21, "2026-04-01")]


def test_organizations_are_one_by_name_within_a_source(give: Any, ask: Any) -> None:
    give("Name|Organisation|Postcode\nTea|Age UK Thanet|CT9 1AA\nYoga|AGE UK THANET|CT9 1AB\nChess||CT9 1AB")
    assert ask("SELECT name FROM organization ORDER BY 1") == ["Age UK Thanet", "Chess"]


def test_text_stays_text(give: Any, ask: Any) -> None:
    give('Name|Description|Postcode\n=HYPERLINK("http://x")|<img src=x onerror=alert(1)>|CT9 1AA')
    assert ask("SELECT name, description FROM service") == [
        ('=HYPERLINK("http://x")', "<img src=x onerror=alert(1)>")
    ]
