"""Categories as taxonomy terms: written once, changed where the file changed, kept while in use."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Connection, select, text

from assetmap.directory.categories import Categories, Category, Group
from assetmap.directory.taxonomy import TAXONOMY_ID, Synced, sync_categories, term_id
from assetmap.model.taxonomy import TaxonomyTerm

HEALTH = Group("health", "Health", "Living with a condition.")
FOOD = Group("food", "Food", "Something to eat.")
DIABETES = Category(
    "diabetes-support", "Diabetes support", "health", "For people with diabetes.", ("type 2",), "health_score"
)
PANTRIES = Category("pantries", "Pantries", "food", "Food at a low price.", ("larder",), "income_score")


@pytest.fixture
def tree() -> Categories:
    return Categories([HEALTH, FOOD], [DIABETES, PANTRIES], {})


def terms(connection: Connection) -> dict[str, tuple[object, str, list[str]]]:
    rows = connection.execute(
        select(TaxonomyTerm.term, TaxonomyTerm.parent_id, TaxonomyTerm.name, TaxonomyTerm.words).where(
            TaxonomyTerm.taxonomy_id == TAXONOMY_ID
        )
    )
    return {term: (parent_id, name, words) for term, parent_id, name, words in rows}


def file_under(connection: Connection, slug: str) -> None:
    connection.execute(
        text(
            "INSERT INTO attribute (id, link_id, link_type, taxonomy_term_id)"
            " VALUES (:id, :id, 'service', :term)"
        ),
        {"id": uuid4(), "term": term_id(slug)},
    )


def test_groups_and_categories_become_terms(connection: Connection, tree: Categories) -> None:
    assert sync_categories(connection, tree) == Synced(written=4, removed=0)
    assert terms(connection) == {
        "health": (None, "Health", []),
        "food": (None, "Food", []),
        "diabetes-support": (term_id("health"), "Diabetes support", ["type 2"]),
        "pantries": (term_id("food"), "Pantries", ["larder"]),
    }


def test_a_word_that_may_mean_several_is_a_word_of_each(connection: Connection) -> None:
    tree = Categories(
        [HEALTH, FOOD], [DIABETES, PANTRIES], {"healthy eating": ("diabetes-support", "pantries")}
    )
    sync_categories(connection, tree)
    found = terms(connection)
    assert found["diabetes-support"][2] == ["type 2", "healthy eating"]
    assert found["pantries"][2] == ["larder", "healthy eating"]


def test_a_second_time_writes_nothing(connection: Connection, tree: Categories) -> None:
    sync_categories(connection, tree)
    assert sync_categories(connection, tree) == Synced(written=0, removed=0)


def test_only_what_changed_is_written(connection: Connection, tree: Categories) -> None:
    sync_categories(connection, tree)
    renamed = replace(DIABETES, name="Living with diabetes")
    moved = replace(PANTRIES, group="health", words=("larder", "fridge"))
    changed = Categories([HEALTH, FOOD], [renamed, moved], {})
    assert sync_categories(connection, changed) == Synced(written=2, removed=0)
    found = terms(connection)
    assert found["diabetes-support"] == (term_id("health"), "Living with diabetes", ["type 2"])
    assert found["pantries"] == (term_id("health"), "Pantries", ["larder", "fridge"])


def test_what_left_the_file_is_removed_unless_something_is_filed_under_it(
    connection: Connection, tree: Categories
) -> None:
    sync_categories(connection, tree)
    file_under(connection, "pantries")
    assert sync_categories(connection, Categories([HEALTH], [], {})) == Synced(written=0, removed=1)
    assert set(terms(connection)) == {"health", "food", "pantries"}


def test_other_taxonomies_are_left_alone(connection: Connection, tree: Categories) -> None:
    theirs = {"taxonomy": uuid4(), "term": uuid4()}
    connection.execute(
        text("INSERT INTO taxonomy (id, name, description) VALUES (:taxonomy, 'Theirs', 'Another list.')"),
        theirs,
    )
    connection.execute(
        text(
            "INSERT INTO taxonomy_term (id, taxonomy_id, term, name, description)"
            " VALUES (:term, :taxonomy, 'diabetes-support', 'Diabetes', 'Their own.')"
        ),
        theirs,
    )
    assert sync_categories(connection, tree) == Synced(written=4, removed=0)
    kept = connection.scalar(select(TaxonomyTerm.name).where(TaxonomyTerm.id == theirs["term"]))
    assert kept == "Diabetes"


def test_identifiers_never_change() -> None:
    assert str(term_id("diabetes-support")) == "71edf937-0fe7-5fc8-baa1-78c6bcb303d0"
