"""Only a person opens what is secret or withheld; a decision lasts over imports, and can be taken back."""

from typing import Any

import pytest
from sqlalchemy import Connection, text

from assetmap.database.roles import role_name
from assetmap.errors import DecisionRefused, NotFound
from assetmap.ingest.removal import remove_source
from assetmap.listing.publish import publish
from assetmap.secrecy import decide

Give = Any
Leaks = Any
Ask = Any
IdOf = Any
Row = dict[str, str]

SECRET: Row = {
    "Id": "1", "Name": "Harbour Refuge", "Organisation": "Harbour Trust", "Address": "12 Hidden Lane",
    "Postcode": "CT9 1AA", "Confidential": "yes",
}  # fmt: skip
TWIN: Row = {"Id": "7", "Name": "Sewing", "Organisation": "Thread", "Address": "12 Hidden Lane",
             "Postcode": "CT9 1AA"}  # fmt: skip
MARKS = ("hidden lane", "CT9 1AA", "CT91AA", "E05005081", "Wardwest")
BY = {"by": "Ann", "why": "checked with the manager"}


def act(connection: Connection, decision: Any, *ids: Any) -> None:
    """Decide, and publish what that changes."""
    publish(connection, decision(connection, *ids, **BY))


def test_a_release_lasts_until_something_else_is_found(
    country: Connection, give: Give, leaks: Leaks, ask: Ask, id_of: IdOf
) -> None:
    give("council", SECRET)
    give("charity", TWIN)
    assert leaks(*MARKS) == []
    act(country, decide.release, id_of("Sewing"))
    assert ask("SELECT listing_group FROM listing WHERE name = 'Sewing'") == ["place"]
    give("charity", {**TWIN, "Description": "Bring thread."})
    give("council", {**SECRET, "Description": "A refuge."})
    assert ask("SELECT listing_group FROM listing WHERE name = 'Sewing'") == ["place"]
    give("charity", {**TWIN, "Name": "Harbour Refuge"})
    assert leaks(*MARKS) == []
    assert ask("SELECT state, decided_by FROM withheld") == [("waiting", None)]


def test_what_a_person_keeps_withheld_stays_so_when_its_source_says_something_else(
    country: Connection, give: Give, ask: Ask, id_of: IdOf
) -> None:
    give("council", SECRET)
    give("charity", TWIN)
    act(country, decide.keep, id_of("Sewing"))
    give("charity", {**TWIN, "Address": "3 Open Road", "Postcode": "CT9 1AB"})
    assert ask("SELECT listing_group FROM listing WHERE name = 'Sewing'") == ["area"]
    act(country, decide.undo, id_of("Sewing"))
    assert ask("SELECT listing_group FROM listing WHERE name = 'Sewing'") == ["place"]


def test_what_nobody_decided_about_is_open_again_once_its_own_source_mends_it(give: Give, ask: Ask) -> None:
    give("council", SECRET)
    give("charity", TWIN)
    give("charity", {**TWIN, "Address": "3 Open Road", "Postcode": "CT9 1AB"})
    assert ask("SELECT listing_group FROM listing WHERE name = 'Sewing'") == ["place"]
    assert ask("SELECT count(*) FROM withheld") == [0]


def test_what_the_secret_source_wipes_is_not_forgotten(give: Give, leaks: Leaks) -> None:
    give("council", SECRET)
    give("charity", TWIN)
    give("council", {**SECRET, "Address": "address withheld", "Postcode": ""})
    give("charity", {**TWIN, "Description": "Bring thread."})
    assert leaks(*MARKS) == []


def test_a_released_service_that_is_kept_after_all_has_a_new_id(
    country: Connection, give: Give, ask: Ask, id_of: IdOf
) -> None:
    give("council", SECRET)
    give("charity", TWIN)
    act(country, decide.release, id_of("Sewing"))
    was = id_of("Sewing")
    act(country, decide.keep, was)
    now = id_of("Sewing")
    assert now != was
    assert ask("SELECT id FROM published_service WHERE id IN (:was, :now)", was=was, now=now) == [now]
    assert ask("SELECT count(*) FROM gone_id WHERE id = :was", was=was) == [1]


def test_a_lifted_mark_opens_what_was_withheld_because_of_it_and_can_be_set_again(
    country: Connection, give: Give, leaks: Leaks, ask: Ask, id_of: IdOf
) -> None:
    give("council", SECRET)
    give("charity", TWIN)
    act(country, decide.lift, id_of("Harbour Refuge"))
    assert ask("SELECT DISTINCT listing_group FROM listing") == ["place"]
    # The source says it as it did when the person decided.
    give("council", {**SECRET, "Description": "A refuge."})
    assert ask("SELECT DISTINCT listing_group FROM listing") == ["place"]
    was = id_of("Harbour Refuge"), id_of("Sewing")
    act(country, decide.undo, was[0])
    assert leaks(*MARKS, *map(str, was)) == []
    assert ask("SELECT DISTINCT listing_group FROM listing") == ["area"]
    assert ask("SELECT actor, action FROM audit ORDER BY id") == [("Ann", "lift"), ("Ann", "undo lift")]


def test_a_mark_that_is_said_anew_after_it_was_lifted_counts(
    country: Connection, give: Give, ask: Ask, id_of: IdOf
) -> None:
    give("council", SECRET)
    act(country, decide.lift, id_of("Harbour Refuge"))
    give("council", {**SECRET, "Confidential": "no"})
    assert ask("SELECT listing_group FROM listing") == ["place"]
    give("council", SECRET)
    assert ask("SELECT listing_group FROM listing") == ["area"]


def test_a_person_joins_a_service_with_a_secret_one_and_both_stay_secret(
    country: Connection, give: Give, leaks: Leaks, ask: Ask, id_of: IdOf
) -> None:
    give("council", SECRET)
    give("charity", TWIN)
    act(country, decide.join, id_of("Sewing"), id_of("Harbour Refuge"))
    assert ask("SELECT name FROM listing") == ["Harbour Refuge"]
    assert leaks(*MARKS, "Sewing") == []
    give("charity", {**TWIN, "Description": "Bring thread."})
    assert ask("SELECT name FROM listing") == ["Harbour Refuge"]
    act(country, decide.undo, id_of("Sewing"))
    assert sorted(ask("SELECT name FROM listing")) == ["Harbour Refuge", "Sewing"]
    assert leaks(*MARKS) == []


def test_what_cannot_be_decided_is_said(country: Connection, give: Give, id_of: IdOf) -> None:
    give("council", SECRET, {"Id": "2", "Name": "Knitting", "Postcode": "CT9 1AB", "Address": "3 Open Road"})
    for decision in (decide.release, decide.keep, decide.undo, decide.lift):
        with pytest.raises(NotFound):
            decision(country, id_of("Knitting"), **BY)
    with pytest.raises(DecisionRefused, match="no secret place"):
        decide.join(country, id_of("Harbour Refuge"), id_of("Knitting"), **BY)


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ({"Confidential": "no"}, "no longer says"),
        ({"Confidential": ""}, "no longer says"),
        ({"Confidential": "no", "Address": "40 Other Street", "Postcode": "CT9 1AB"}, "no longer says"),
    ],
)
def test_a_mark_that_the_source_drops_stays(then: Row, says: str, give: Give, ask: Ask, leaks: Leaks) -> None:
    give("council", SECRET)
    give("council", {**SECRET, **then})
    assert leaks(*MARKS, "other street", "CT9 1AB", "Wardeast") == []
    assert ask("SELECT listing_group, district_code FROM listing") == [("area", "E07000114")]
    (problem,) = ask("SELECT problem FROM import_issue ORDER BY id DESC LIMIT 1")
    assert says in problem


def test_a_mark_stays_through_retirement_and_through_several_places(
    country: Connection, give: Give, ask: Ask, leaks: Leaks
) -> None:
    give("council", SECRET, {"Id": "2", "Name": "Knitting", "Postcode": "CT9 1AB", "Address": "3 Open Road"})
    give("council", {"Id": "2", "Name": "Knitting", "Postcode": "CT9 1AB", "Address": "3 Open Road"})
    bare = {**SECRET, "Confidential": ""}
    give("council", bare, {"Id": "2", "Name": "Knitting", "Postcode": "CT9 1AB", "Address": "3 Open Road"})
    assert leaks(*MARKS) == []
    give("council", bare, {**bare, "Address": "5 Further Road", "Postcode": "CT16 1AA"})
    assert leaks(*MARKS, "further road", "CT16 1AA") == []


def test_a_secret_that_was_retired_still_withholds(give: Give, leaks: Leaks) -> None:
    plain = {"Id": "2", "Name": "Knitting", "Postcode": "CT9 1AB", "Address": "3 Open Road"}
    give("council", SECRET, plain)
    give("council", plain)
    give("charity", TWIN)
    assert leaks(*MARKS) == []


def test_a_withheld_service_that_was_public_leaves_its_id_behind(
    country: Connection, give: Give, ask: Ask, leaks: Leaks, id_of: IdOf
) -> None:
    give("charity", TWIN)
    was = id_of("Sewing")
    place = ask("SELECT id FROM service_at_location")[0]
    summary = give("council", SECRET)
    assert id_of("Sewing") != was
    assert leaks(*MARKS, str(was), str(place)) == []
    assert set(ask("SELECT id FROM gone_id")) >= {was, place}
    assert summary.unlocated == 0
    again = give("charity", {**TWIN, "Description": "Bring thread."})
    assert (again.updated, again.created, again.unlocated) == (1, 0, 0)


def test_removing_the_list_that_kept_it_secret_opens_nothing(
    country: Connection, give: Give, ask: Ask, leaks: Leaks
) -> None:
    give("charity", TWIN)
    give("council", SECRET)
    remove_source(country, "council", **BY)
    assert ask("SELECT name, listing_group FROM listing") == [("Sewing", "area")]
    give("charity", {**TWIN, "Description": "Bring thread."})
    give("third", {**TWIN, "Name": "Baking", "Organisation": "Bread"})
    assert leaks(*MARKS) == []


def test_nothing_is_compared_where_nothing_is_secret(give: Give, ask: Ask, country: Connection) -> None:
    give("charity", TWIN)
    tables = text("SELECT count(*) FROM pg_class WHERE relname LIKE 'secrecy_%' AND relpersistence = 't'"
                  " AND relname <> 'secrecy_said' AND pg_table_is_visible(oid)")  # fmt: skip
    assert country.execute(tables).scalar_one() == 0


def test_the_worker_may_do_all_of_it(country: Connection, give: Give, leaks: Leaks, ask: Ask) -> None:
    worker = role_name(str(country.engine.url.database), "worker")
    country.execute(text(f'SET LOCAL ROLE "{worker}"'))
    give("charity", TWIN)
    give("council", SECRET)
    assert leaks(*MARKS) == []
    assert ask("SELECT count(*) FROM withheld") == [1]
