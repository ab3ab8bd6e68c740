"""Names of services, compared word by word."""

import pytest

from assetmap.matching.names import compare_names, compare_organizations, words_of


@pytest.mark.parametrize(
    ("first", "second", "context"),
    [
        ("Margate Library", "Margate Library", ""),
        ("Margate Library", "MARGATE  LIBRARY.", ""),
        ("Margate Librrary", "Margate Library", ""),
        ("Margate Lirbary", "Margate Library", ""),
        ("St Peter's Lunch Club", "Saint Peters Lunch Club", ""),
        ("Knit & Natter", "Knit and Natter", ""),
        ("Drop-in Café", "Dropin Cafe", ""),
        ("Walking group", "Walking", ""),
        ("Mon. lunch club", "Monday Lunch Club", ""),
        ("Age Better Lunch Club", "Lunch club", "Age Better"),
        ("Lunch Club (Ramsgate)", "Lunch Club", "Ramsgate"),
        ("Parkinson's Support Group", "Parkinsons support group", ""),
        ("Men's Shed", "Mens Shed", ""),
    ],
)
def test_one_name_written_twice(first: str, second: str, context: str) -> None:
    assert compare_names(first, second, words_of(context)).same
    assert compare_names(second, first, words_of(context)).same


@pytest.mark.parametrize(
    ("first", "second", "context"),
    [
        ("Margate Library", "Ramsgate Library", ""),
        ("Margate Library", "Ramsgate Library", "Ramsgate"),
        ("Monday Lunch Club", "Sunday Lunch Club", ""),
        ("Lunch Club", "Monday Lunch Club", ""),
        ("Junior Judo", "Senior Judo", ""),
        ("Men's Group", "Women's Group", ""),
        ("Dementia Café", "Dementia Support", ""),
        ("Margate Library", "Margate Library Knit and Natter", ""),
        ("Yoga for beginners", "Yoga for improvers", ""),
        ("Yoga 1", "Yoga 2", ""),
        ("Chess club", "Chess class", ""),
        ("Quilting circle", "Quitting circle", ""),
        ("Bridge for all", "Bride for all", ""),
        ("Margate Libary", "Margate Library", ""),
        ("Room 101 Club", "Room 110 Club", ""),
        ("Walking group", "Talking group", ""),
        ("Age Better", "Age Better Befriending", "Age Better"),
        ("Women's yoga", "Yoga", "The Women's Centre"),
        ("Thanet Mind", "Margate Mind", "Thanet Margate"),
        ("", "Margate Library", ""),
        ("The", "The", ""),
    ],
)
def test_two_names(first: str, second: str, context: str) -> None:
    assert not compare_names(first, second, words_of(context)).same
    assert not compare_names(second, first, words_of(context)).same


def test_the_score_of_another_name_stays_below_that_of_the_same() -> None:
    assert compare_names("Monday Lunch Club", "Sunday Lunch Club").score < 90
    assert compare_names("Lunch Club", "Lunch Club").score == 100


def test_organizations_by_their_legal_names() -> None:
    assert compare_organizations("Age Better Ltd", "Age Better").same
    assert compare_organizations("Citizens Advice Thanet CIO", "Citizens Advice Thanet").same
    assert not compare_organizations("Citizens Advice Thanet", "Citizens Advice Dover").same
