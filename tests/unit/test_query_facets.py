"""Facets become lexemes: alternatives inside a facet, and between facets everything at once."""

import pytest

from assetmap.listing import facets
from assetmap.listing.query import SearchQuery


def test_no_filters_are_no_clauses() -> None:
    assert facets.choices(SearchQuery()) == {}
    assert facets.all_of({}) == ""


def test_values_of_a_field_are_alternatives() -> None:
    query = SearchQuery(category=("carers", "walking-groups"), free=True, step_free=True)
    clauses = facets.choices(query)
    assert clauses["category"] == "('=cat/carers' | '=cat/walking-groups')"
    assert facets.all_of(clauses.values()) == f"{clauses['category']} & '=cost/free' & '=access/step-free'"


@pytest.mark.parametrize(
    ("day", "part", "clause"),
    [
        (("tuesday",), (), "'=when/tu'"),
        ((), ("morning",), "'=when/am'"),
        (("tuesday",), ("evening",), "'=when/tu-eve'"),
        (("tuesday", "sunday"), ("afternoon",), "('=when/tu-pm' | '=when/su-pm')"),
    ],
)
def test_a_part_belongs_to_the_day(day: tuple[str, ...], part: tuple[str, ...], clause: str) -> None:
    assert facets.choices(SearchQuery(day=day, part=part)) == {"day": clause}


def test_a_home_is_served_by_what_has_no_limit_or_covers_it() -> None:
    assert (
        facets.serving(["E05005081", "E07000114"])
        == "('=serves/all' | '=serves/E05005081' | '=serves/E07000114')"
    )


@pytest.mark.parametrize("code", ["", "a b", "a'", "a|b", "a:*", "é", "a/b", "=a", "a\\"])
def test_only_codes_become_lexemes(code: str) -> None:
    with pytest.raises(ValueError, match="is no code"):
        facets.lexeme("cat", code)
