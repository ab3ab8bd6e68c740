"""Timetables in words and lexemes, and misspelt words in a query."""

import json

import pytest

from assetmap.listing.publish.hours import say
from assetmap.listing.spelling import correct, words_of


@pytest.mark.parametrize(
    ("schedules", "hours", "lexemes"),
    [
        ([], [], []),
        (
            [{"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00:00", "closes_at": "13:00:00"}],
            ["Monday and Tuesday, 9am to 1pm"],
            "am mo mo-am mo-pm pm tu tu-am tu-pm",
        ),
        ([{"byday": "SA"}], ["Saturday"], "sa"),
        (
            [{"byday": "-1FR", "opens_at": "17:00:00", "closes_at": "24:00:00"}],
            ["Last Friday of the month, 5pm to midnight"],
            "eve fr fr-eve",
        ),
    ],
)
def test_a_timetable_is_said_and_marked(
    schedules: list[dict[str, str]], hours: list[str], lexemes: str
) -> None:
    said = say(json.dumps(schedules))
    assert said.hours == hours
    assert said.lexemes == [f"=when/{code}" for code in (lexemes.split() if lexemes else [])]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("lonely  Lonely yoga", ["lonely", "yoga"]),
        ("tai chi CT9 covid19 men's drop-in", []),
        ("-walking café", ["café"]),
    ],
)
def test_only_whole_words_are_looked_at(typed: str, words: list[str]) -> None:
    assert words_of(typed) == words


def test_only_unknown_words_are_replaced() -> None:
    spelling = correct('"Diabetis group" tai', {"diabetis": [("diabetes", 1), ("diabetic", 1)], "group": []})
    assert spelling is not None
    assert spelling.searched == '"diabetes group" tai'
    assert correct("lonely", {}) is None


def test_letters_that_changed_places_are_found_and_strangers_are_not() -> None:
    spelling = correct("lonley", {"lonley": [("long", 99), ("longley", 1), ("lonely", 2), ("alone", 99)]})
    assert spelling is not None
    assert spelling.searched == "lonely"
    assert correct("xylophone", {"xylophone": [("gardening", 9), ("phone", 9)]}) is None
