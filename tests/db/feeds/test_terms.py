"""Terms of feeds: whose they are, when two taxonomies have one name, and what moves."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from feed_server import service, uid
from sqlalchemy import Connection, insert

from assetmap.ingest.sources import Source
from assetmap.ingest.summary import Summary
from assetmap.model import Taxonomy, TaxonomyTerm

Give = Callable[..., Summary]
Ask = Callable[..., list[Any]]

OTHER = Source("other", title="The other council")
FILED = """
SELECT service.name, taxonomy.name, term.term, term.name
FROM attribute
JOIN service ON service.id = attribute.link_id
JOIN taxonomy_term AS term ON term.id = attribute.taxonomy_term_id
JOIN taxonomy ON taxonomy.id = term.taxonomy_id AND taxonomy.name <> 'AssetMap categories'
ORDER BY 1, 2, 3, 4
"""
SHOWN = """
SELECT published_service.summary ->> 'name', told.term ->> 'taxonomy', told.term ->> 'name'
FROM published_service
CROSS JOIN jsonb_path_query(detail, '$.attributes[*].taxonomy_term') AS told (term)
JOIN published_term AS term ON term.id = (told.term ->> 'id')::uuid
JOIN published_taxonomy AS taxonomy ON taxonomy.id = (told.term ->> 'taxonomy_id')::uuid
WHERE told.term ->> 'taxonomy' NOT LIKE 'AssetMap%' AND taxonomy.summary -> 'name' = told.term -> 'taxonomy'
ORDER BY 1, 2, 3
"""


def filed(number: int, *terms: dict[str, Any]) -> dict[str, Any]:
    """A service filed under terms."""
    return service(
        number,
        attributes=[
            {"id": uid("attribute", number, place), "link_type": "service", "taxonomy_term": term}
            for place, term in enumerate(terms)
        ],
    )


def term(code: str, name: str, taxonomy: str = "Service types", **more: Any) -> dict[str, Any]:
    return {
        "id": uid(taxonomy, code),
        "term": code,
        "name": name,
        "description": name,
        "taxonomy": taxonomy,
    } | more


def test_two_sources_call_different_things_by_the_same_name(give: Give, ask: Ask) -> None:
    give([filed(1, term("1", "Sheds"))])
    give([filed(2, term("1", "Lunch clubs"))], source=OTHER)
    expected = [
        ("Walking group 1", "Service types", "1", "Sheds"),
        ("Walking group 2", "Service types (other)", "1", "Lunch clubs"),
    ]
    assert ask(FILED) == expected
    assert ask(SHOWN) == [(name, taxonomy, called) for name, taxonomy, _, called in expected]
    # Both once more, in the other order, and one with another name for its term.
    give([filed(2, term("1", "Lunches"))], source=OTHER)
    assert give([filed(1, term("1", "Sheds"))]).unchanged == 1
    assert ask(FILED) == [expected[0], ("Walking group 2", "Service types (other)", "1", "Lunches")]


def test_a_name_that_is_taken_twice_over_is_still_given_to_nobody_else(give: Give, ask: Ask) -> None:
    give([filed(1, term("1", "Sheds"))])
    terms = term("1", "Meals"), term("1", "Talks", "Service types (other)")
    give([filed(2, *terms)], source=OTHER)
    names = ask("SELECT name FROM taxonomy WHERE name LIKE 'Service types%' ORDER BY name")
    assert len(names) == 3
    assert names[0] == "Service types"
    assert "Service types (other)" in names
    assert {(taxonomy, called) for name, taxonomy, _, called in ask(FILED) if name == "Walking group 2"} == {
        ("Service types (other)", "Talks"),
        (next(name for name in names if name.startswith("Service types (other, ")), "Meals"),
    }


def test_a_name_that_is_there_under_another_id_is_not_taken_over(
    give: Give, ask: Ask, country: Connection
) -> None:
    put(country, "Service types", "1", "Something else")
    assert give([filed(1, term("1", "Sheds"))]).listed == 1
    assert ask(FILED) == [("Walking group 1", "Service types (neighbour)", "1", "Sheds")]
    assert ask("SELECT name FROM taxonomy_term WHERE name = 'Something else'") == ["Something else"]


def test_a_taxonomy_that_everybody_knows_is_one_whoever_says_it(
    give: Give, ask: Ask, country: Connection
) -> None:
    held = put(country, "Open Eligibility", "1102", "Food Delivery")
    food = term("1102", "FOOD delivery!", "Open Eligibility")
    give([filed(1, food)])
    give([filed(2, food, term("1103", "Food Pantry", "Open Eligibility"))], source=OTHER)
    assert ask("SELECT id FROM taxonomy WHERE name LIKE 'Open%'") == [held]
    # One feed's way to write it changes nothing for the others.
    assert ask(FILED) == [
        ("Walking group 1", "Open Eligibility", "1102", "Food Delivery"),
        ("Walking group 2", "Open Eligibility", "1102", "Food Delivery"),
        ("Walking group 2", "Open Eligibility", "1103", "Food Pantry"),
    ]


def test_one_id_for_terms_of_two_taxonomies(give: Give, ask: Ask) -> None:
    same = {"id": "7", "term": None}
    give([filed(1, term("", "Sheds", "Activities") | same, term("", "Men", "People") | same)])
    assert ask(FILED) == [
        ("Walking group 1", "Activities", "7", "Sheds"),
        ("Walking group 1", "People", "7", "Men"),
    ]


def test_one_code_for_two_terms_of_one_taxonomy(give: Give, ask: Ask) -> None:
    give([filed(1, term("x", "Sheds")), filed(2, term("x", "Lunch clubs")), filed(3, term("x", "sheds "))])
    assert [(name, called) for name, _, _, called in ask(FILED)] == [
        ("Walking group 1", "Sheds"),
        ("Walking group 2", "Lunch clubs"),
        ("Walking group 3", "Sheds"),
    ]
    assert ask("SELECT row_number, problem, action FROM import_issue") == [
        (2, "x is the code of “Sheds” too.", "Kept as a term of its own.")
    ]


def test_terms_move(give: Give, ask: Ask) -> None:
    upper, lower = term("1", "Upper"), term("1.1", "Lower")
    above = {"parent_id": upper["id"], "parent": upper}
    parents = (
        "SELECT term.name, above.name FROM taxonomy_term AS term"
        " JOIN taxonomy ON taxonomy.id = term.taxonomy_id "
        " LEFT JOIN taxonomy_term AS above ON above.id = term.parent_id"
        " WHERE taxonomy.name = 'Service types' ORDER BY term.name"
    )
    give([filed(1, lower | above)])
    assert ask(parents) == [("Lower", "Upper"), ("Upper", None)]
    assert [called for *_, called in ask(FILED)] == ["Lower"]
    # Told without the term above it, it stays where it was; told to stand at the top, it goes there.
    give([filed(1, lower | {"parent_id": upper["id"], "description": "Again"})])
    assert ask(parents) == [("Lower", "Upper"), ("Upper", None)]
    give([filed(1, lower)])
    assert ask(parents) == [("Lower", None), ("Upper", None)]
    # Into another taxonomy, with its id.
    give([filed(1, lower | {"taxonomy": "New types"})])
    assert [(taxonomy, called) for _, taxonomy, _, called in ask(FILED)] == [("New types", "Lower")]


def test_terms_that_stand_above_each_other(give: Give, ask: Ask) -> None:
    first, second = term("1", "First"), term("2", "Second")
    first |= {"parent_id": second["id"]}
    second |= {"parent_id": first["id"]}
    circle = first | {"parent": second | {"parent": first}}
    assert give([filed(1, circle)]).listed == 1
    assert [called for *_, called in ask(FILED)] == ["First"]


def test_organizations_that_stand_above_each_other(give: Give, ask: Ask) -> None:
    one, other = ({"id": name, "name": name} for name in ("One", "Other"))
    circle = one | {"parent_organization_id": "Other", "parent_organization": other | {
        "parent_organization_id": "One", "parent_organization": one}}  # fmt: skip
    itself = {"id": "Self", "name": "Self", "parent_organization_id": "Self"}
    assert give([service(1, organization=circle), service(2, organization=itself)]).listed == 2
    assert ask("SELECT name FROM organization WHERE parent_organization_id = id") == []
    assert ask("SELECT name FROM organization ORDER BY name") == ["One", "Other", "Self"]


def test_an_organization_loses_who_stood_above_it(give: Give, ask: Ask) -> None:
    parent = {"id": "p", "name": "Parent", "description": "Above."}
    child = {"id": "c", "name": "Child", "parent_organization_id": "p", "parent_organization": parent}
    above = (
        "SELECT above.name FROM organization AS one LEFT JOIN organization AS above"
        " ON above.id = one.parent_organization_id WHERE one.name = 'Child'"
    )
    give([service(1, organization=child)])
    assert ask(above) == ["Parent"]
    give([service(1, organization={"id": "c", "name": "Child"})])
    assert ask(above) == [None]


def put(connection: Connection, taxonomy: str, code: str, name: str) -> Any:
    """A taxonomy with one term that somebody else put there."""
    held = uuid4()
    connection.execute(insert(Taxonomy).values(id=held, name=taxonomy, description=taxonomy))
    row = {"id": uuid4(), "taxonomy_id": held, "term": code, "name": name, "description": name, "words": []}
    connection.execute(insert(TaxonomyTerm).values(row))
    return held
