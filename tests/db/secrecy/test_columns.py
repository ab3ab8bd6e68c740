"""Columns and words that keep a place private, from a spreadsheet to what the public may see."""

from typing import Any

import pytest
from sqlalchemy import Connection

from assetmap.errors import FileRefused
from assetmap.ingest.rules import Rules

Give = Any
Leaks = Any
Ask = Any
ROW = {"Name": "Harbour Refuge", "Address": "12 Hidden Lane", "Postcode": "CT9 1AA"}
MARKS = ("hidden lane", "CT9 1AA", "CT91AA", "Wardwest")


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Publish address?", "No"), ("Publish address?", ""), ("Publish address?", "ask Jo"),
        ("Do not publish", "Yes"), ("Address is private", "Yes"), ("mask_exact_address", "true"),
        ("location_visible", "false"), ("PhysicalAddressIsPrivate", "1"), ("Show on map", "hidden"),
        ("Public location (Y/N)", "N"), ("Sensitive location", "maybe"),
    ],
)  # fmt: skip
def test_a_privacy_column_under_another_name_keeps_the_place_secret(
    header: str, cell: str, give: Give, leaks: Leaks, ask: Ask
) -> None:
    give("council", {**ROW, header: cell})
    assert leaks(*MARKS) == []
    assert ask("SELECT listing_group, district_code FROM listing") == [("area", "E07000114")]


@pytest.mark.parametrize(
    ("header", "cell"), [("Publish address?", "Yes"), ("Do not publish", "no"), ("Private hire", "yes")]
)
def test_what_may_be_shown_is(header: str, cell: str, give: Give, ask: Ask) -> None:
    give("council", {**ROW, header: cell})
    assert ask("SELECT listing_group FROM listing") == ["place"]


def test_a_column_that_may_mean_either_stops_the_import_with_a_question(give: Give, ask: Ask) -> None:
    row = {**ROW, "Address privacy": "2"}
    with pytest.raises(FileRefused, match="Address privacy") as refused:
        give("council", row)
    assert 'address_public = "Address privacy"' in (refused.value.hint or "")
    assert ask("SELECT count(*) FROM source") == [0]
    with pytest.raises(FileRefused):
        give("council", row, rules=Rules(columns={"name": ("Name",)}))
    give("council", row, rules=Rules(ignore=("Address privacy",)))
    assert ask("SELECT listing_group FROM listing") == ["place"]
    give(
        "council",
        {**ROW, "Address privacy": "yes"},
        rules=Rules(columns={"confidential": ("Address privacy",)}),
    )
    assert ask("SELECT listing_group FROM listing") == ["area"]


@pytest.mark.parametrize(
    "words", ["12 Hidden Lane (do not share)", "address withheld", "Not disclosed", "on request"]
)
def test_words_in_place_of_an_address_count_and_are_told(
    words: str, give: Give, leaks: Leaks, ask: Ask, country: Connection
) -> None:
    give("council", {**ROW, "Address": words})
    assert leaks(*MARKS) == []
    assert ask("SELECT problem FROM import_issue") == ["The address says that it isn't for everybody."]


def test_any_of_several_columns_is_enough(give: Give, leaks: Leaks) -> None:
    give("council", {**ROW, "Confidential": "no", "Show on map": "no", "Publish address?": "yes"})
    assert leaks(*MARKS) == []


def test_its_own_words_are_not_published_and_its_source_is_told(give: Give, leaks: Leaks, ask: Ask) -> None:
    give("council", {
        **ROW, "Confidential": "yes", "Description": "Beds at 12 Hidden Lane.",
        "Alert": "Hidden Ln is closed.",
        "Cost": "£5 at CT9 1AA", "Phone": "01843 555100",
    })  # fmt: skip
    assert leaks(*MARKS, "hidden ln") == []
    assert leaks("555100") != []
    problems = ask("SELECT problem FROM import_issue ORDER BY problem")
    assert "The description says where a secret place is, or how to reach it." in problems
    assert "The alert says where a secret place is, or how to reach it." in problems


def test_anothers_words_about_it_are_left_out_and_the_rest_stays_public(
    give: Give, leaks: Leaks, ask: Ask
) -> None:
    cafe = {"Name": "Cafe", "Organisation": "Beans", "Address": "3 Open Road", "Postcode": "CT9 1AB"}
    give("charity", {**cafe, "Description": "We cook for 12 Hidden Lane, CT9 1AA.", "Phone": "01843 555300"})
    give("council", {**ROW, "Organisation": "Trust", "Confidential": "yes"})
    assert leaks(*MARKS) == []
    assert ask("SELECT listing_group, card #>> '{address,line}' FROM listing WHERE name = 'Cafe'") == [
        ("place", "3 Open Road")
    ]
    assert leaks("555300") != []
    assert ask("SELECT whole, reasons FROM withheld") == [
        (False, ["its description says where the secret place is"])
    ]
