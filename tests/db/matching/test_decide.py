"""Decisions: they last, they can be taken back exactly, and none gives a secret away."""

from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from assetmap.errors import DecisionRefused, NotFound
from assetmap.listing.publish import publish
from assetmap.matching import decide
from assetmap.matching.find import find_duplicates
from assetmap.matching.pairs import find_service
from tests.db.matching.conftest import Give, IdOf, Shown
from tests.db.matching.test_find import WALK

OTHER = WALK | {"Ref": "F1", "Service name": "Strollers", "Phone": "01632 960002", "Cost": "£2"}


def decided(connection: Connection) -> list[tuple[str, str | None]]:
    query = text("SELECT state, decided_by FROM duplicate ORDER BY first_id, second_id")
    return [(state, by) for state, by in connection.execute(query)]


def merge(connection: Connection, *pair: UUID) -> None:
    publish(connection, decide.merge(connection, *pair, by="Ann"))


def undo(connection: Connection, *pair: UUID) -> None:
    publish(connection, decide.undo(connection, *pair, by="Ann"))


def test_a_merge_is_taken_back_to_the_last_letter(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK)
    give("feed", OTHER)
    before = shown()
    merge(town, id_of("C1"), id_of("F1"))
    assert len(shown()) == 1
    undo(town, id_of("C1"), id_of("F1"))
    assert shown() == before


def test_a_merge_by_the_rule_is_taken_back_for_good(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK)
    give("feed", WALK | {"Ref": "F1"})
    assert len(shown()) == 1
    undo(town, id_of("F1"), id_of("C1"))
    assert [row["service_id"] for row in shown()] != []
    assert len(shown()) == 2
    give("feed", WALK | {"Ref": "F1", "Description": "Now with tea"})
    publish(town, find_duplicates(town).to_publish)
    assert len(shown()) == 2
    assert decided(town) == [("waiting", "Ann")]


def test_decisions_last_over_imports_and_changes(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK)
    give("feed", OTHER, WALK | {"Ref": "F2", "Postcode": "CT9 1AB"})
    merge(town, id_of("C1"), id_of("F1"))
    publish(town, decide.keep_apart(town, id_of("C1"), id_of("F2"), by="Ben"))
    give("feed", OTHER | {"Service name": "Ramblers", "Postcode": "CT9 1AB"}, WALK | {"Ref": "F2"})
    assert sorted(decided(town)) == [("apart", "Ben"), ("merged", "Ann")]
    assert len({row["service_id"] for row in shown()}) == 2


def test_no_rule_joins_by_way_of_a_third_what_a_person_keeps_apart(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK)
    give("feed", WALK | {"Ref": "F1"})
    publish(town, decide.keep_apart(town, id_of("C1"), id_of("F1"), by="Ann"))
    give("library", WALK | {"Ref": "L1"})
    assert len(shown()) == 2
    joined = text("SELECT first_id, second_id FROM duplicate WHERE state = 'merged'")
    (pair,) = town.execute(joined).all()
    (alone,) = {id_of("C1"), id_of("F1")} - set(pair)
    with pytest.raises(DecisionRefused, match="are kept apart"):
        merge(town, id_of("L1"), alone)


def test_two_joined_by_a_third_cannot_be_kept_apart(give: Give, id_of: IdOf, town: Connection) -> None:
    give("council", WALK)
    give("feed", OTHER)
    give("library", OTHER | {"Ref": "L1", "Service name": "Amblers"})
    merge(town, id_of("C1"), id_of("L1"))
    merge(town, id_of("F1"), id_of("L1"))
    with pytest.raises(DecisionRefused, match="a third service"):
        decide.keep_apart(town, id_of("C1"), id_of("F1"), by="Ann")


def test_each_field_comes_from_the_first_source_that_has_it(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK | {"Phone": ""})
    give(
        "feed",
        OTHER | {"Description": "Along the sea.", "Opening times": "Tue 2-4pm", "Email": "a@example.org"},
    )
    merge(town, id_of("C1"), id_of("F1"))
    (row,) = shown()
    card, document = row["card"], row["document"]
    assert (card["name"], card["summary"], card["cost"]) == ("Walk and Talk", "Along the sea.", "£2")
    assert document["email"] == "a@example.org"
    assert document["contacts"][0]["phones"][0]["number"] == "01632 960002"
    assert "Monday" in card["hours"][0]
    publish(town, decide.prefer(town, ["feed", "council"]))
    (row,) = shown()
    assert row["card"]["name"] == "Strollers"
    assert "Tuesday" in row["card"]["hours"][0]


def test_places_are_brought_together_and_each_keeps_its_hours(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK)
    give("feed", OTHER, OTHER | {"Postcode": "CT9 1AB", "Opening times": "Fri 10-11"})
    merge(town, id_of("C1"), id_of("F1"))
    rows = {row["card"]["address"]["postcode"]: row for row in shown()}
    assert set(rows) == {"CT9 1AA", "CT9 1AB"}
    assert {row["service_id"] for row in rows.values()} == {str(id_of("C1"))}
    assert "Monday" in rows["CT9 1AA"]["card"]["hours"][0]
    assert "Friday" in rows["CT9 1AB"]["card"]["hours"][0]


def test_hours_that_only_the_other_source_knows_are_shown(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK | {"Opening times": ""})
    give("feed", OTHER)
    merge(town, id_of("C1"), id_of("F1"))
    (row,) = shown()
    assert "Monday" in row["card"]["hours"][0]
    assert "=when/mo-am" in row["terms"]


def test_it_is_found_under_either_name_and_published_once(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK)
    give("feed", OTHER)
    merge(town, id_of("C1"), id_of("F1"))
    found = text("SELECT name FROM listing WHERE terms @@ websearch_to_tsquery('english', :words)")
    assert list(town.execute(found, {"words": "strollers"}).scalars()) == ["Walk and Talk"]
    published = text("SELECT id, detail -> 'sources' FROM published_service")
    assert town.execute(published).all() == [(id_of("C1"), ["council", "feed"])]


def test_a_place_that_becomes_secret_takes_its_service_out_of_the_merge(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK)
    give("feed", OTHER)
    merge(town, id_of("C1"), id_of("F1"))
    town.execute(
        text(
            "UPDATE location SET confidential = true"
            " WHERE id IN (SELECT location_id FROM source_record WHERE key = 'C1')"
        )
    )
    publish(town, [id_of("C1")])
    rows = {row["service_id"]: row for row in shown()}
    assert rows[str(id_of("C1"))]["point"] is None
    assert "CT9 1AA" not in str(rows[str(id_of("C1"))])
    with pytest.raises(DecisionRefused, match="secret"):
        merge(town, id_of("C1"), id_of("F1"))


def test_the_invented_is_never_merged_with_the_real(give: Give, id_of: IdOf, town: Connection) -> None:
    give("council", WALK)
    give("samples", WALK | {"Ref": "S1", "Sample": "yes"})
    with pytest.raises(DecisionRefused, match="invented"):
        merge(town, id_of("C1"), id_of("S1"))


def test_services_are_found_by_the_beginning_of_their_ids(give: Give, id_of: IdOf, town: Connection) -> None:
    give("council", WALK)
    assert find_service(town, str(id_of("C1"))[:13]) == id_of("C1")
    for said in ("nonsense", "ffff", "ffffffff"):
        with pytest.raises(NotFound):
            find_service(town, said)
    with pytest.raises(NotFound, match="Nothing was decided"):
        undo(town, id_of("C1"), UUID(int=1))
    with pytest.raises(NotFound, match="no source named nobody"):
        decide.prefer(town, ["nobody"])
