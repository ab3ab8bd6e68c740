"""Judging pairs: what is sure, what waits, and what speaks against."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from assetmap.matching.judge import POSSIBLE, SURE, judge
from assetmap.matching.profile import Profile, Session

COUNCIL, FEED = UUID(int=1), UUID(int=2)
HERE = Profile(
    id=UUID(int=11),
    source_id=COUNCIL,
    name="Walk and Talk",
    organization="Age Better",
    located=True,
    phones=frozenset({"01632960001"}),
    postcodes=frozenset({"CT91XX"}),
    charities=frozenset({"1111111"}),
    delivery=frozenset({"in-person"}),
    sessions=(Session("MO", 600, 720),),
    minimum_age=18,
    maximum_age=60,
)


def other(**changes: Any) -> Profile:
    return replace(HERE, id=UUID(int=12), source_id=FEED, **changes)


def test_the_same_twice_is_sure_and_says_why() -> None:
    found = judge(HERE, other(), 0.0)
    assert found.sure
    assert found.score >= SURE
    assert found.reasons == (
        "same name",
        "same organisation",
        "same charity number",
        "same place",
        "same telephone",
    )


def test_one_source_is_never_sure() -> None:
    found = judge(HERE, replace(other(), source_id=COUNCIL), 0.0)
    assert not found.sure
    assert found.score < SURE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sample": True}, "but one of them is invented"),
        ({"confidential": True}, "but a place that is kept secret"),
        ({"charities": frozenset({"2222222"})}, "but different charity numbers"),
        ({"delivery": frozenset({"online"})}, "but given in different ways"),
        ({"minimum_age": 60, "maximum_age": None}, "but for different ages"),
        ({"sessions": (Session("TU", 600, 720),)}, "but at different times"),
        ({"sessions": (Session("MO", 720, 780),)}, "but at different times"),
    ],
)
def test_what_speaks_against_makes_it_unsure(changes: dict[str, Any], reason: str) -> None:
    found = judge(HERE, other(**changes), 0.0)
    assert not found.sure
    assert reason in found.reasons
    assert POSSIBLE <= found.score < SURE


def test_what_one_does_not_say_speaks_against_nothing() -> None:
    silent = other(
        charities=frozenset(), delivery=frozenset(), sessions=(), minimum_age=None, maximum_age=None
    )
    assert judge(HERE, silent, 0.0).sure


def test_a_group_that_moved_waits() -> None:
    moved = other(postcodes=frozenset({"CT101AA"}))
    found = judge(HERE, moved, 2_500.0)
    assert not found.sure
    assert found.score >= POSSIBLE
    assert "2,500 m apart" in found.reasons


def test_two_groups_in_one_hall_do_not_even_wait() -> None:
    neighbour = other(name="Toddler Time", organization="Little Shells", charities=frozenset(), sessions=())
    assert judge(HERE, neighbour, 0.0).score < POSSIBLE


def test_a_name_in_common_is_not_enough_in_one_hall() -> None:
    namesake = other(organization="St Peter's Church", charities=frozenset(), phones=frozenset())
    assert not judge(HERE, namesake, 0.0).sure


def test_branches_of_a_chain_are_no_pair() -> None:
    branch = other(postcodes=frozenset({"ME141AA"}), phones=frozenset(), charities=frozenset(), sessions=())
    assert judge(HERE, branch, 40_000.0).score < POSSIBLE


def test_without_a_place_a_contact_must_agree() -> None:
    line = replace(HERE, located=False, postcodes=frozenset())
    assert judge(line, replace(line, id=UUID(int=12), source_id=FEED), None).sure
    silent = replace(line, id=UUID(int=12), source_id=FEED, phones=frozenset())
    assert not judge(line, silent, None).sure


def test_one_with_a_place_and_one_without_wait() -> None:
    unplaced = other(located=False, postcodes=frozenset())
    assert not judge(HERE, unplaced, None).sure


def test_one_web_page_alone_does_not_join_two_organizations() -> None:
    line = Profile(
        id=UUID(int=11), source_id=COUNCIL, name="NHS Talking Therapies", organization="Insight Healthcare",
        page="nhs.uk/talking-therapies", hosts=frozenset({"nhs.uk"}),
    )  # fmt: skip
    found = judge(line, other_of(line, organization="Dover Counselling Centre"), None)
    assert not found.sure
    assert found.score < SURE
    class_of_one = replace(
        line, name="Yoga", organization="Yoga with Ann", located=True, postcodes=frozenset({"CT91XX"}),
        page="thanet.gov.uk/leisure", hosts=frozenset({"thanet.gov.uk"}),
    )  # fmt: skip
    class_of_another = other_of(class_of_one, organization="Stretch and Breathe")
    assert not judge(class_of_one, class_of_another, 0.0).sure


@pytest.mark.parametrize("placed", [True, False])
def test_two_proofs_join_two_that_call_their_organization_differently(placed: bool) -> None:
    first = replace(
        HERE, located=placed, postcodes=frozenset({"CT91XX"} if placed else ()), charities=frozenset(),
        hosts=frozenset({"walks.example.org"}), page="walks.example.org/talk",
    )  # fmt: skip
    second = other_of(first, organization="Striders")
    assert judge(first, second, 0.0 if placed else None).sure
    assert not judge(first, replace(second, phones=frozenset()), 0.0 if placed else None).sure


def other_of(profile: Profile, **changes: Any) -> Profile:
    return replace(profile, id=UUID(int=12), source_id=FEED, **changes)
