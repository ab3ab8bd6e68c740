"""A query string becomes a SearchQuery, or is refused with everything that is wrong with it."""

import string
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.errors import InvalidQuery
from assetmap.listing.bounds import Bounds
from assetmap.listing.query import DAYS, MAX_RESULTS, PARAMETERS, PARTS, SearchQuery
from assetmap.model.words import DELIVERY, JOINING
from assetmap.postcode import Postcode


def parse(**args: str) -> SearchQuery:
    return SearchQuery.parse({name: [value] for name, value in args.items()})


def problems(**args: str) -> dict[str, str]:
    with pytest.raises(InvalidQuery) as caught:
        parse(**args)
    return dict(caught.value.problems)


def test_everything_at_once() -> None:
    query = parse(
        postcode="ct91xx", q="  walking   group ", category="walking-groups,benefits-advice",
        day="SA,mon", part="evening",
        free="yes", age="65", step_free="on", delivery="Online", joining="gp",
        radius_m="1600", district="Thanet", ward="e05005081", bbox="1.3,51.3,1.5,51.4",
        page="2", per_page="50", exact="1",
    )  # fmt: skip
    assert query == SearchQuery(
        postcode=Postcode("CT9", "1XX"), q="walking group", category=("benefits-advice", "walking-groups"),
        day=("monday", "saturday"), part=("evening",), free=True, age=65, step_free=True,
        delivery=("online",), joining=("gp",), radius_m=1600, district="Thanet", ward="E05005081",
        bbox=Bounds(1.3, 51.3, 1.5, 51.4), page=2, per_page=50, exact=True,
    )  # fmt: skip
    assert query.offset == 50


def test_an_empty_form_is_an_empty_query() -> None:
    assert SearchQuery.parse({name: [""] for name in PARAMETERS}) == SearchQuery()
    assert SearchQuery().to_args() == []


def test_every_problem_is_named_at_once() -> None:
    found = problems(
        postcode="CT9", age="121", day="someday", radius_m="99", bbox="51,1,52,0", ward="Cliftonville"
    )
    assert set(found) == {"postcode", "age", "day", "radius_m", "bbox", "ward"}
    assert "0 to 120" in found["age"]
    assert "'someday'" in found["day"]
    assert "100 to 30000" in found["radius_m"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("age", "-1"), ("age", "1e2"), ("age", "٣"), ("radius_m", "30001"), ("page", "0"),
        ("per_page", "101"),
        ("free", "perhaps"), ("q", "x" * 201), ("category", "Walking groups!"), ("category", "a'|b"),
        ("bbox", "1,2,3"), ("bbox", "nan,51,1,52"), ("bbox", "0,51,1,inf"), ("bbox", "0,51,181,52"),
        ("bbox", "1,51,1,52"), ("district", "x" * 101), ("delivery", "by pigeon"),
        ("category", ",".join(f"c{n}" for n in range(21))),
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused(field: str, value: str) -> None:
    assert set(problems(**{field: value})) == {field}


def test_pages_end_at_a_thousand_results() -> None:
    assert parse(page="10", per_page="100").offset == MAX_RESULTS - 100
    assert "page" in problems(page="11", per_page="100")


def test_a_single_field_given_twice_is_refused_unless_it_says_the_same() -> None:
    assert SearchQuery.parse({"age": ["7", "7"]}).age == 7
    with pytest.raises(InvalidQuery, match="age: was given 2 times"):
        SearchQuery.parse({"age": ["7", "8"]})


def test_unknown_parameters_are_refused_or_ignored() -> None:
    with pytest.raises(InvalidQuery, match="'radius_m' was meant"):
        SearchQuery.parse({"radius": ["5"]})
    assert SearchQuery.parse({"utm_source": ["post"], "age": ["5"]}, ignore_unknown=True) == SearchQuery(
        age=5
    )


def test_unknown_categories_are_refused_where_the_known_are_given() -> None:
    known = {"diabetes-support", "walking-groups"}
    assert SearchQuery.parse({"category": ["diabetes-support"]}, categories=known).category == (
        "diabetes-support",
    )
    with pytest.raises(InvalidQuery, match="perhaps 'diabetes-support' was meant"):
        SearchQuery.parse({"category": ["diabetes-suport"]}, categories=known)


def test_control_characters_never_reach_the_database() -> None:
    assert parse(q="a\x00b\ud800c\u200bd").q == "a b c d"


words = st.text(min_size=1, max_size=200).map(lambda text: " ".join(text.split())).filter(str.isprintable)
slugs = st.text(string.ascii_lowercase, min_size=1, max_size=10)


def some_of(words: Iterable[str]) -> st.SearchStrategy[tuple[str, ...]]:
    ordered = list(words)
    return st.sets(st.sampled_from(ordered)).map(lambda some: tuple(sorted(some, key=ordered.index)))


queries = st.builds(
    SearchQuery,
    postcode=st.none() | st.just(Postcode("CT9", "1XX")),
    q=st.just("") | words,
    category=st.sets(slugs, max_size=3).map(lambda some: tuple(sorted(some))),
    day=some_of(DAYS),
    part=some_of(PARTS),
    free=st.booleans(),
    age=st.none() | st.integers(0, 120),
    step_free=st.booleans(),
    delivery=some_of(DELIVERY),
    joining=some_of(JOINING),
    radius_m=st.integers(100, 30_000),
    district=st.none() | st.sampled_from(["Thanet", "Tunbridge Wells", "E07000114"]),
    ward=st.none() | st.just("E05005081"),
    bbox=st.none() | st.tuples(
        st.floats(-180, 0), st.floats(-90, 0), st.floats(1, 180), st.floats(1, 90)
    ).map(lambda corners: Bounds(*(round(corner, 6) + 0.0 for corner in corners))),
    exact=st.booleans(),
    page=st.integers(1, 10),
    per_page=st.integers(1, 100),
)  # fmt: skip


@given(queries)
def test_a_query_survives_its_own_query_string(query: SearchQuery) -> None:
    args: dict[str, list[str]] = {}
    for name, value in query.to_args():
        args.setdefault(name, []).append(value)
    assert SearchQuery.parse(args) == query
