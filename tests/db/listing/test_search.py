"""What suits a person at a postcode: places, borders, service areas, visits and what is online."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, event

from assetmap.errors import InvalidQuery, NotFound
from assetmap.listing.publish import publish
from assetmap.listing.query import SearchQuery
from assetmap.listing.results import SearchResult
from assetmap.listing.search import find_listings, get_listing, list_places

AddService = Any
THANET, DOVER, KENT, CLIFTONVILLE, DEAL = "E07000114", "E07000108", "E10000016", "E05005081", "E05012345"
# Metres south of the home at CT9 1XX.
AT_3_KM, AT_6_KM, AT_10_KM = (636_000, 167_000), (636_000, 164_000), (636_000, 160_000)


def find(connection: Connection, **args: str) -> SearchResult:
    query = SearchQuery.parse({name: [value] for name, value in args.items()})
    return find_listings(connection, query)


def names(cards: Any) -> list[str]:
    return [card["name"] for card in cards]


@contextmanager
def counting(connection: Connection) -> Iterator[list[str]]:
    """Collect the statements that a connection runs."""
    ran: list[str] = []

    def collect(*arguments: Any) -> None:
        ran.append(arguments[2])

    event.listen(connection, "before_cursor_execute", collect)
    yield ran
    event.remove(connection, "before_cursor_execute", collect)


def test_places_come_nearest_first_within_the_radius(kent: Connection, add_service: AddService) -> None:
    add_service("Six", place=AT_6_KM)
    add_service("Three", place=AT_3_KM)
    add_service("Here")
    publish(kent)
    result = find(kent, postcode="ct91xx")
    assert [(card["name"], card["distance_m"]) for card in result.places.cards] == [
        ("Here", 0),
        ("Three", 3000),
    ]
    assert result.places.total == 2
    assert result.beyond == ()
    assert names(find(kent, postcode="CT9 1XX", radius_m="7000").places.cards) == ["Here", "Three", "Six"]


def test_equal_distances_are_in_order_of_name_over_all_pages(
    kent: Connection, add_service: AddService
) -> None:
    for name in "edcba":
        add_service(name)
    publish(kent)
    pages = [find(kent, postcode="CT9 1XX", per_page="2", page=page) for page in "123"]
    assert [names(page.places.cards) for page in pages] == [["a", "b"], ["c", "d"], ["e"]]
    assert [page.has_next for page in pages] == [True, True, False]


def test_a_place_limited_to_an_area_is_only_for_who_lives_there(
    kent: Connection, add_service: AddService
) -> None:
    add_service("For Thanet", areas=[THANET])
    add_service("For Dover", areas=[DOVER])
    add_service("For Kent", areas=[KENT])
    add_service("For the ward", areas=[CLIFTONVILLE, DEAL])
    publish(kent)
    assert names(find(kent, postcode="CT9 1XX").places.cards) == ["For Kent", "For Thanet", "For the ward"]
    assert find(kent).places.total == 4  # no home, no limit


def test_what_comes_to_people_is_a_group_of_its_own(kent: Connection, add_service: AddService) -> None:
    add_service("Visits Thanet", delivery=["at-home"], areas=[THANET], located=False)
    add_service("Visits Dover", delivery=["at-home"], areas=[DOVER], located=False)
    add_service("Online", delivery=["online"], located=False)
    add_service("Online for Dover", delivery=["online"], areas=[DOVER], located=False)
    add_service("Here")
    publish(kent)
    result = find(kent, postcode="CT9 1XX")
    assert names(result.places.cards) == ["Here"]
    assert names(result.areas.cards) == ["Visits Thanet"]
    assert names(result.remote.cards) == ["Online"]
    assert not [card for card in (*result.areas.cards, *result.remote.cards) if "distance_m" in card]


def test_across_the_border_and_past_the_radius_is_shown_when_nearer(
    kent: Connection, add_service: AddService
) -> None:
    add_service("Over the border", place=AT_3_KM, ward=DEAL, district=DOVER)
    add_service("In Thanet", place=AT_6_KM)
    add_service("Further over", place=AT_10_KM, ward=DEAL, district=DOVER)
    publish(kent)
    result = find(kent, postcode="CT9 1XX", district="thanet", radius_m="8000")
    assert (names(result.places.cards), names(result.beyond)) == (["In Thanet"], ["Over the border"])
    assert result.inside[0].name == "Thanet"
    near = find(kent, postcode="CT9 1XX", radius_m="1000")
    assert near.places.total == 0
    assert [(card["name"], card["distance_m"]) for card in near.beyond] == [
        ("Over the border", 3000), ("In Thanet", 6000), ("Further over", 10000),
    ]  # fmt: skip
    assert {wider.field: wider.total for wider in near.wider} == {"radius_m": 3}


def test_a_district_without_a_home_shows_what_lies_in_it_or_serves_it(
    kent: Connection, add_service: AddService
) -> None:
    add_service("In Thanet")
    add_service("In Dover", ward=DEAL, district=DOVER)
    add_service("Visits a ward of Thanet", delivery=["at-home"], areas=[CLIFTONVILLE], located=False)
    add_service("Visits Kent", delivery=["at-home"], areas=[KENT], located=False)
    add_service("Visits Dover", delivery=["at-home"], areas=[DOVER], located=False)
    publish(kent)
    result = find(kent, district=THANET)
    assert names(result.places.cards) == ["In Thanet"]
    assert names(result.areas.cards) == ["Visits Kent", "Visits a ward of Thanet"]
    assert names(find(kent, ward=DEAL).places.cards) == ["In Dover"]
    assert names(find(kent, ward=DEAL).areas.cards) == ["Visits Dover", "Visits Kent"]


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ({"category": "yoga"}, ["Yoga on Tuesday evening"]),
        ({"category": "yoga,walking-groups"}, ["Walk on Tuesday morning", "Yoga on Tuesday evening"]),
        ({"category": "moving"}, ["Walk on Tuesday morning", "Yoga on Tuesday evening"]),
        ({"day": "tuesday"}, ["Walk on Tuesday morning", "Yoga on Tuesday evening"]),
        ({"day": "tue", "part": "evening"}, ["Yoga on Tuesday evening"]),
        ({"part": "morning"}, ["Walk on Tuesday morning"]),
        ({"day": "monday"}, []),
        ({"free": "yes"}, ["Walk on Tuesday morning"]),
        ({"step_free": "yes"}, ["Yoga on Tuesday evening"]),
        ({"age": "49"}, ["Walk on Tuesday morning"]),
        ({"age": "50"}, ["Walk on Tuesday morning", "Yoga on Tuesday evening"]),
        ({"joining": "gp"}, ["Yoga on Tuesday evening"]),
        ({"delivery": "in-person"}, ["Walk on Tuesday morning", "Yoga on Tuesday evening"]),
        ({"delivery": "online"}, []),
        ({"free": "yes", "step_free": "yes"}, []),
        ({"q": "rambling"}, ["Walk on Tuesday morning"]),
        ({"q": "yogas"}, ["Yoga on Tuesday evening"]),
        ({"q": "tuesday -yoga"}, ["Walk on Tuesday morning"]),
        ({"q": "the"}, ["Walk on Tuesday morning", "Yoga on Tuesday evening"]),
        ({"q": "'=cat/yoga' & ! ( | :* \\"}, []),
        ({"bbox": "1.3,51.3,1.5,51.5"}, ["Walk on Tuesday morning", "Yoga on Tuesday evening"]),
        ({"bbox": "0.3,51.3,0.5,51.5"}, []),
    ],
)
@pytest.mark.parametrize("postcode", [{"postcode": "CT9 1XX"}, {}])
def test_each_filter_restricts(
    kent: Connection,
    add_service: AddService,
    args: dict[str, str],
    postcode: dict[str, str],
    found: list[str],
) -> None:
    add_service("Walk on Tuesday morning", days="TU", hours=(10, 12), costs=[("0", None)])
    add_service(
        "Yoga on Tuesday evening", categories=["yoga"], days="TU", hours=(18, 20), costs=[("4", None)],
        step_free=True, minimum_age=50, joining=["gp"],
    )  # fmt: skip
    publish(kent)
    result = find(kent, **args, **postcode)
    assert sorted(names(result.places.cards)) == found
    assert result.places.total == len(found)


def test_who_needs_no_steps_can_use_what_needs_no_travel(kent: Connection, add_service: AddService) -> None:
    add_service("Online", delivery=["online"], located=False)
    add_service("Visits", delivery=["at-home"], areas=[THANET], located=False)
    add_service("Refuge", confidential=True)
    publish(kent)
    result = find(kent, postcode="CT9 1XX", step_free="yes")
    assert (names(result.areas.cards), names(result.remote.cards)) == (["Visits"], ["Online"])


def test_without_a_home_the_best_match_of_words_is_first(kent: Connection, add_service: AddService) -> None:
    add_service("A quiet hour", categories=[], description="Sometimes we stroll to the sea.")
    add_service("Stroll by the sea", categories=[])
    publish(kent)
    assert names(find(kent, q="stroll").places.cards) == ["Stroll by the sea", "A quiet hour"]


def test_a_misspelt_word_is_corrected_and_said(kent: Connection, add_service: AddService) -> None:
    add_service("Befriending", categories=["befriending"])
    publish(kent)
    result = find(kent, postcode="CT9 1XX", q="lonley Befreinding the")
    assert result.spelling is not None
    assert result.spelling.searched == "lonely befriending the"
    assert result.places.total == 1
    as_typed = find(kent, postcode="CT9 1XX", q="lonley", exact="yes")
    assert (as_typed.spelling, as_typed.places.total) == (None, 0)


def test_a_word_known_by_its_stem_is_not_corrected(kent: Connection, add_service: AddService) -> None:
    add_service("Gardening", categories=[])
    publish(kent)
    result = find(kent, q="gardeners")
    assert (result.spelling, result.places.total) == (None, 1)


def test_a_word_like_no_other_stays(kent: Connection, add_service: AddService) -> None:
    add_service("Gardening")
    publish(kent)
    assert find(kent, q="xylophone").spelling is None


def test_what_would_widen_a_search_that_found_nothing(kent: Connection, add_service: AddService) -> None:
    add_service("Yoga", categories=["yoga"], days="TU", place=AT_6_KM)
    add_service("Walk", days="TU")
    add_service("Another walk", days="MO")
    publish(kent)
    result = find(kent, postcode="CT9 1XX", category="yoga", day="tuesday", free="yes", radius_m="2000")
    assert result.places.total == 0
    wider = {(each.field, each.query.radius_m): each.total for each in result.wider}
    assert wider == {("all", 30_000): 3}
    result = find(kent, postcode="CT9 1XX", category="yoga", day="tuesday", radius_m="2000")
    wider = {(each.field, each.query.radius_m): each.total for each in result.wider}
    assert wider == {
        ("radius_m", 10_000): 1, ("radius_m", 20_000): 1, ("radius_m", 30_000): 1, ("category", 2_000): 1,
        ("all", 30_000): 3,
    }  # fmt: skip
    for each in result.wider:
        assert find_listings(kent, each.query).places.total == each.total


def test_at_most_four_queries_whatever_is_asked(kent: Connection, add_service: AddService) -> None:
    add_service()
    publish(kent)
    with counting(kent) as ran:
        find(kent, postcode="CT9 1XX")
    assert len(ran) == 2
    with counting(kent) as ran:
        result = find(
            kent, postcode="CT9 1XX", q="nothig", district="Dover", category="yoga", free="yes", age="5"
        )
    assert result.places.total == 0
    assert len(ran) == 4


def test_totals_are_counted_up_to_a_thousand(kent: Connection, add_service: AddService) -> None:
    add_service("The one", delivery=["online"], located=False)
    publish(kent)
    columns = "service_id, organization_id, listing_group, name, organization_name, terms, card, document"
    kent.exec_driver_sql(
        f"INSERT INTO listing (id, {columns}) "
        f"SELECT gen_random_uuid(), {columns} FROM listing, generate_series(1, 1200)"
    )
    result = find(kent, page="10", per_page="100")
    assert (result.remote.total, result.remote.capped, len(result.remote.cards)) == (1001, True, 100)
    assert not result.has_next


def test_unknown_places_are_refused_with_what_may_have_been_meant(kent: Connection) -> None:
    with pytest.raises(InvalidQuery, match="district: There is no district 'Thannet' here; perhaps 'Thanet'"):
        find(kent, district="Thannet")
    with pytest.raises(InvalidQuery, match="ward: There is no ward 'E05999999' here"):
        find(kent, ward="E05999999", district="Dover")
    with pytest.raises(NotFound):
        find(kent, postcode="SW1A 1AA")


def test_one_listing_with_its_sources(kent: Connection, add_service: AddService) -> None:
    service = add_service("Two places", url="https://example.org")
    publish(kent)
    (card,) = find(kent).places.cards
    by_place, by_service = get_listing(kent, card["id"]), get_listing(kent, service)
    assert by_place == by_service
    assert (by_place["url"], by_place["card"]["id"], by_place["listings"]) == (
        "https://example.org",
        card["id"],
        1,
    )
    assert list_places(kent, service) == [card]
    with pytest.raises(NotFound):
        get_listing(kent, uuid4())
