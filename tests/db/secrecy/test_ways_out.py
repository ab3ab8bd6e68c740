"""Ways in which a secret place was given away: each was found by somebody who tried."""

from typing import Any

import pytest
from sqlalchemy import Connection, text

from assetmap.directory.erasure.erase import erase as erase_phrase
from assetmap.directory.erasure.phrase import Phrase
from assetmap.listing.publish import publish
from assetmap.secrecy import decide
from tests.db.secrecy.test_feeds import at, told
from tests.db.secrecy.test_withhold import PLAIN, SECRET

Give = Any
Leaks = Any
Ask = Any
IdOf = Any
Record = dict[str, Any]

IDS = (
    "SELECT id FROM published_service UNION SELECT id FROM published_place"
    " UNION SELECT id FROM published_move UNION SELECT id FROM published_organization"
    " UNION SELECT id FROM listing"
)


def run_by(description: str, **more: Any) -> Record:
    """An organization of a feed."""
    return {"id": "wool", "name": "Wool", "description": description} | more


@pytest.mark.parametrize("line", ["12, Hidden Lane", "Flat 1, 12, Hidden Lane", "No. 12, Hidden Lane"])
def test_a_number_before_a_comma_is_a_house(line: str, give: Give, leaks: Leaks) -> None:
    give("council", {**SECRET, "Address": line})
    give("charity", {**PLAIN, "Description": "We also meet at 12 Hidden Lane."})
    assert leaks("hidden lane") == []


def test_a_house_with_a_name_is_known_again(give: Give, leaks: Leaks) -> None:
    give("council", {**SECRET, "Address": "Rose Cottage, Mill Lane"})
    give(
        "charity",
        {**PLAIN, "Description": "We also meet at Rose Cottage in Mill Lane, and at Rose Cottage, Mill Ln"},
    )
    give("parish", {"Name": "Sewing", "Address": "Rose Cottage, Mill Lane", "Postcode": "CT9 1AB"})
    assert leaks("rose cottage") == []


@pytest.mark.parametrize("whose", ["its own", "another's"])
@pytest.mark.parametrize("asked", ["q=12%20Hidden%20Lane", "q=Margate%2C12%20Hidden%20Lane", "q=CT9%201AA"])
def test_the_address_of_a_map_says_it_too(asked: str, whose: str, give: Give, leaks: Leaks) -> None:
    link = {"Website": f"https://maps.example.org/?{asked}"}
    give("council", SECRET | link if whose == "its own" else SECRET)
    give("charity", PLAIN | link if whose != "its own" else PLAIN)
    assert leaks("maps.example.org") == []


@pytest.mark.parametrize(
    "link",
    ["https://maps.example.org/@51.38000,1.38000,17z", "https://maps.example.org/data=!3d51.3800!4d1.3800"],
)
def test_a_secret_service_says_no_point_in_its_own_texts(link: str, give: Give, leaks: Leaks) -> None:
    give("council", {**SECRET, "Website": link}, {**PLAIN, "Website": "https://maps.example.org/@51.1,1.2"})
    assert leaks("51.38") == []


@pytest.mark.parametrize(
    "row", [{"Languages": "English; 12 Hidden Lane"}, {"Description": "Write to CT9&nbsp;1AA."}]
)
def test_no_column_is_a_way_out(row: dict[str, str], give: Give, leaks: Leaks) -> None:
    give("council", SECRET | row, PLAIN | row)
    assert leaks("hidden lane", "&nbsp;1AA") == []


@pytest.mark.parametrize("venue", ["Refuge 1999", "Refuge 24/7"])
def test_a_number_in_a_name_is_no_house(venue: str, give: Give, leaks: Leaks) -> None:
    give("council", {**SECRET, "Venue": venue, "Address": "Hidden House"})
    give(
        "charity",
        {"Name": "Sewing", "Organisation": "Thread", "Address": "12 Hidden Lane", "Postcode": "CT9 1AA"},
    )
    assert leaks("hidden lane") == []


def test_the_number_of_an_address_is_its_address(give: Give, leaks: Leaks) -> None:
    give("council", {**SECRET, "UPRN": "100061234567", "Website": "https://uprn.example.org/100061234567"})
    give("charity", {**PLAIN, "Description": "Look for UPRN 0100061234567."})
    assert leaks("100061234567") == []


def test_the_office_in_another_town_does_not_tell_of_its_own_house(
    give: Give, leaks: Leaks, ask: Ask
) -> None:
    give("council", SECRET)
    office = {"Organisation": "Harbour Trust", "Address": "1 Castle Street", "Postcode": "CT16 1AA"}
    ballet = {"Name": "Ballet", "Organisation": "Dance", "Postcode": "CT16 1AA"}
    give(
        "charity",
        {**office, "Name": "Office", "Description": "Our house is at 12 Hidden Lane in Margate."},
        {**ballet, "Description": "At 12 Hidden Lane"},
    )
    # There may well be such a street in Dover.
    assert ask("SELECT name FROM listing WHERE listing::text ILIKE '%hidden lane%'") == ["Ballet"]


def test_another_list_does_not_say_the_ward_of_the_secret_place(give: Give, leaks: Leaks) -> None:
    give("council", SECRET)
    give("charity", {"Name": "Harbour Refuge", "Organisation": "Harbour Trust", "Area served": "Wardwest"})
    assert leaks("E05005081", "Wardwest") == []


def test_a_lifted_mark_does_not_open_what_another_list_keeps_secret(
    give: Give, leaks: Leaks, id_of: IdOf, ask: Ask, country: Connection
) -> None:
    give("council", SECRET)
    give("charity", {**SECRET, "Name": "Safe flat", "Organisation": "Roof"})
    publish(country, decide.lift(country, id_of("Safe flat"), by="A person", why="they asked"))
    assert leaks("hidden lane", "CT9 1AA") == []
    assert ask("SELECT state FROM withheld WHERE whole") == ["waiting"]
    publish(country, decide.release(country, id_of("Safe flat"), by="A person", why="they know"))
    assert leaks("hidden lane") != []


@pytest.mark.parametrize("lifted", ["Refuge", "Second refuge"])
def test_what_two_secret_services_share_stays_hushed_for_the_other(
    lifted: str, give_feed: Give, leaks: Leaks, id_of: IdOf, country: Connection
) -> None:
    organization = run_by("We have 12 Hidden Lane and 5 Secret Street.")
    give_feed(
        "feed",
        told("Refuge", "1", at(confidential=True), organization=organization),
        told(
            "Second refuge",
            "2",
            at("5 Secret Street", "CT9 1AB", confidential=True),
            organization=organization,
        ),
    )
    publish(country, decide.lift(country, id_of(lifted), by="A person", why="they asked"))
    assert leaks("secret street" if lifted == "Refuge" else "hidden lane") == []


@pytest.mark.parametrize("change", ["is gone", "is another's"])
@pytest.mark.parametrize("whose", ["its own", "that of the one above"])
def test_what_an_organization_says_stays_hushed_while_its_services_come_and_go(
    change: str, whose: str, give: Give, give_feed: Give, leaks: Leaks, ask: Ask
) -> None:
    give("council", SECRET)
    words = "Come to 12 Hidden Lane."
    above = {"id": "top", "name": "Top", "description": words}
    wool = (
        run_by(words)
        if whose == "its own"
        else run_by("", parent_organization=above, parent_organization_id="top")
    )

    def one(name: str, organization: Record = wool) -> Record:
        return told(name, name, at("3 Open Road", "CT9 1AB"), organization=organization)

    names = ["Knitting", "Sewing", "Weaving"]
    give_feed("feed", *map(one, names))
    assert leaks("hidden lane") == []
    while names:
        first = ask("SELECT name FROM withheld JOIN service ON service.id = service_id ORDER BY 1")[0]
        names.remove(first)
        cotton = {"id": "cotton", "name": "Cotton", "description": "Threads."}
        give_feed(
            "feed", *map(one, names), *([one(first, cotton)] if change != "is gone" or not names else [])
        )
        assert leaks("hidden lane") == []
        if len(names) == 1:
            break


def test_an_organization_above_a_secret_service_is_held_to_the_same(give_feed: Give, leaks: Leaks) -> None:
    above = {"id": "top", "name": "Top", "description": "Our house is 12 Hidden Lane."}
    give_feed(
        "feed",
        told(
            place=at(confidential=True),
            organization=run_by("", parent_organization=above, parent_organization_id="top"),
        ),
    )
    assert leaks("hidden lane") == []


@pytest.mark.parametrize("marked", ["council", "charity"])
def test_of_what_was_shown_as_one_no_old_id_is_left(marked: str, give: Give, leaks: Leaks, ask: Ask) -> None:
    open_row = {name: value for name, value in SECRET.items() if name != "Confidential"}
    give("council", open_row)
    before = set(ask(IDS))
    give("charity", open_row)
    assert ask("SELECT count(*) FROM published_move") != [0]
    before |= set(ask(IDS))
    give(marked, SECRET)
    assert leaks("hidden lane") == []
    assert before.isdisjoint(ask(IDS))
    assert before <= set(ask("SELECT id FROM gone_id"))


@pytest.mark.parametrize("how", ["its source leaves it out", "the row was let go"])
def test_a_number_that_a_secret_service_keeps_is_not_forgotten_with_its_row(
    how: str, give: Give, leaks: Leaks, ask: Ask, country: Connection
) -> None:
    numbered = {**PLAIN, "Phone": "01843 555199"}
    give("council", SECRET)
    give("charity", numbered)
    if how == "the row was let go":
        country.execute(text("UPDATE source_record SET record = record - 'Night line'"))
    else:
        give("council", {name: value for name, value in SECRET.items() if name != "Night line"})
    give("charity", {**numbered, "Description": "Wool and needles."})
    give(
        "parish",
        {**PLAIN, "Name": "Sewing", "Organisation": "Thread", "Description": "Ring (01843) 555 199."},
    )
    assert leaks("555199", "555 199") == []


def test_a_number_that_was_erased_is_looked_for_no_more(give: Give, ask: Ask, country: Connection) -> None:
    give("council", SECRET)
    erase_phrase(country, Phrase.parse("01843 555199"), by="A person", why="they asked")
    give("charity", PLAIN)
    assert ask("SELECT name FROM listing WHERE listing_group = 'place'") == ["Knitting circle"]
    assert ask("SELECT count(*) FROM secret_way WHERE value LIKE '%555199%'") == [0]


@pytest.mark.parametrize("delivery", ["online", "at home", ""])
def test_when_a_place_became_secret_is_said_to_the_day_however_it_is_given(
    delivery: str, give: Give, ask: Ask
) -> None:
    given = {"Delivery": delivery, "Postcode": "CT9 1AB"}
    give("council", {**SECRET, "Delivery": delivery}, {**PLAIN, **given})
    give("charity", {**PLAIN, "Name": "Sewing", "Organisation": "Thread", "Phone": "01843 555199", **given})
    days = ask(
        "SELECT summary ->> 'name' FROM published_service"
        " WHERE summary ->> 'last_modified' LIKE '%T00:00:00.000Z'"
        " UNION ALL SELECT document ->> 'name' FROM listing"
        " WHERE document ->> 'last_modified' LIKE '%T00:00:00.000Z'"
    )
    assert sorted(days) == ["Harbour Refuge"] * 2 + ["Sewing"] * 2
