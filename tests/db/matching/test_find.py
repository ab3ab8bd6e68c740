"""Duplicates as they come in: what is merged by itself, what waits, and what is two."""

import pytest
from sqlalchemy import Connection, text

from assetmap.listing.publish import publish
from assetmap.matching import decide
from assetmap.matching.find import find_duplicates
from assetmap.matching.pairs import list_pairs
from tests.db.matching.conftest import Give, IdOf, Shown

WALK = {
    "Ref": "C1",
    "Service name": "Walk and Talk",
    "Organisation": "Age Better",
    "Postcode": "CT9 1AA",
    "Phone": "01632 960001",
    "Opening times": "Mon 10-12",
}


def pairs(connection: Connection) -> list[tuple[str, str]]:
    query = text("SELECT state, coalesce(decided_by, '') FROM duplicate ORDER BY state, score DESC, first_id")
    return [(state, by) for state, by in connection.execute(query)]


def test_a_service_of_two_sources_is_listed_once(give: Give, shown: Shown, town: Connection) -> None:
    give("council", WALK)
    summary = give("feed", WALK | {"Ref": "F1", "Service name": "Walk & Talk group"})
    assert pairs(town) == [("merged", "rule")]
    (row,) = shown()
    assert row["name"] == "Walk and Talk"
    assert row["document"]["sources"] == ["council", "feed"]
    assert (summary.listed, summary.unlocated) == (1, 0)


def test_what_one_source_tells_twice_waits_and_is_never_merged_by_itself(
    give: Give, shown: Shown, town: Connection
) -> None:
    give("council", WALK, WALK | {"Ref": "C2", "Service name": "Walk & Talk group"})
    assert pairs(town) == [("waiting", "")]
    (pair,), _ = list_pairs(town)
    assert "told twice by one source" in pair.reasons
    find_duplicates(town)
    assert pairs(town) == [("waiting", "")]
    assert len(shown()) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"Service name": "Walk and Talk for beginners"},
        {"Opening times": "Thu 10-12"},
        {"Postcode": "CT9 1AB"},
        {"Organisation": "Sing Out", "Phone": ""},
    ],
)
def test_what_one_source_tells_apart_is_two(give: Give, town: Connection, other: dict[str, str]) -> None:
    give("council", WALK, WALK | {"Ref": "C2"} | other)
    assert pairs(town) == []


def test_what_is_told_twice_can_be_merged_by_a_person(
    give: Give, shown: Shown, id_of: IdOf, town: Connection
) -> None:
    give("council", WALK, WALK | {"Ref": "C2", "Cost": "£2"})
    publish(town, decide.merge(town, id_of("C1"), id_of("C2"), by="Ann"))
    (row,) = shown()
    assert (row["card"]["name"], row["card"]["cost"]) == ("Walk and Talk", "£2")


def test_what_is_surely_two_services_of_another_source_waits(give: Give, town: Connection) -> None:
    give("council", WALK, WALK | {"Ref": "C2", "Description": "Again"})
    give("feed", WALK | {"Ref": "F1"})
    assert pairs(town) == [("waiting", "")] * 3
    # So it does when only one of the two is looked at again, and until the other is gone.
    give("council", WALK, WALK | {"Ref": "C2", "Description": "Again, with tea"})
    assert pairs(town) == [("waiting", "")] * 3
    give("feed", WALK | {"Ref": "F1", "Description": "With cake"})
    assert pairs(town) == [("waiting", "")] * 3
    give("council", WALK | {"Ref": "C2", "Description": "Again, with cake"})
    assert pairs(town) == [("merged", "rule")]


def test_a_second_service_of_a_source_does_not_join_a_group(give: Give, town: Connection) -> None:
    give("council", WALK)
    give("feed", WALK | {"Ref": "F1"})
    give("council", WALK, WALK | {"Ref": "C2", "Description": "Again"})
    assert pairs(town) == [("merged", "rule"), ("waiting", ""), ("waiting", "")]


def test_three_sources_make_one_service(give: Give, shown: Shown, town: Connection) -> None:
    give("council", WALK)
    give("feed", WALK | {"Ref": "F1"})
    give("library", WALK | {"Ref": "L1"})
    assert pairs(town).count(("merged", "rule")) == 2
    assert list_pairs(town) == ([], 0)
    assert [row["document"]["sources"] for row in shown()] == [["council", "feed", "library"]]


def test_invented_services_are_never_compared_with_real_ones(
    give: Give, shown: Shown, town: Connection
) -> None:
    give("council", WALK)
    give("samples", WALK | {"Ref": "S1", "Sample": "yes"})
    assert pairs(town) == []
    assert len(shown()) == 2


def test_groups_of_one_hall_are_two(give: Give, shown: Shown, town: Connection) -> None:
    give("council", WALK)
    give("feed", WALK | {"Ref": "F1", "Service name": "Toddler Time", "Organisation": "Little Shells"})
    assert pairs(town) == []
    assert len(shown()) == 2


def test_a_service_that_moved_waits(give: Give, shown: Shown, town: Connection) -> None:
    give("council", WALK)
    give("feed", WALK | {"Ref": "F1", "Postcode": "CT9 1AB"})
    assert pairs(town) == [("waiting", "")]
    assert len(shown()) == 2


def test_a_merged_pair_that_is_no_longer_alike_waits(give: Give, shown: Shown, town: Connection) -> None:
    give("council", WALK)
    give("feed", WALK | {"Ref": "F1"})
    assert len(shown()) == 1
    other = {"Ref": "F1", "Service name": "Choir", "Organisation": "Sing Out", "Postcode": "CT9 1AB"}
    give("feed", other)
    assert len(shown()) == 2
    assert ("merged", "rule") not in pairs(town)


def test_the_other_stands_when_the_preferred_source_drops_it(give: Give, shown: Shown, id_of: IdOf) -> None:
    give(
        "council", WALK, {"Ref": "C2", "Service name": "Choir", "Organisation": "Sing", "Postcode": "CT9 1AB"}
    )
    give("feed", WALK | {"Ref": "F1"})
    give("council", {"Ref": "C2", "Service name": "Choir", "Organisation": "Sing", "Postcode": "CT9 1AB"})
    assert {row["service_id"] for row in shown()} == {str(id_of("C2")), str(id_of("F1"))}


def test_the_same_file_again_changes_nothing(give: Give, shown: Shown, town: Connection) -> None:
    give("council", WALK)
    give("feed", WALK | {"Ref": "F1"})
    before = shown()
    give("feed", WALK | {"Ref": "F1"})
    assert shown() == before
    assert pairs(town) == [("merged", "rule")]


def test_where_very_many_are_being_near_tells_nothing_and_a_name_still_does(
    give: Give, town: Connection
) -> None:
    """So the work grows with their number, and not with its square."""
    rows = [
        {"Ref": str(number), "Service name": f"Walking group {number:04}",
         "Organisation": f"Walkers {number}", "Postcode": "CT9 1AA"}
        for number in range(600)
    ]  # fmt: skip
    give("council", *rows)
    give("feed", *(row | {"Service name": f"Walking group {2_000 + int(row['Ref'])}"} for row in rows[1:]),
         rows[0])  # fmt: skip
    names = town.execute(
        text(
            "SELECT DISTINCT first.name, second.name FROM match_candidate AS pair"
            " JOIN service AS first ON first.id = pair.first_id"
            " JOIN service AS second ON second.id = pair.second_id"
        )
    ).all()
    assert [tuple(row) for row in names] == [("Walking group 0000", "Walking group 0000")]
