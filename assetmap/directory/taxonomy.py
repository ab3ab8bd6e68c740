"""Our categories as HSDS-UK taxonomy terms, so that services can be filed under them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, delete, exists, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from assetmap.directory.categories import Categories
from assetmap.model.taxonomy import Attribute, Taxonomy, TaxonomyTerm

#: The identifier of our taxonomy, and the namespace of its terms'.
TAXONOMY_ID = UUID("78fcb073-98d7-4b92-ac07-700e80d53048")
TAXONOMY_NAME = "AssetMap categories"
TAXONOMY_DESCRIPTION = "Kinds of community service in plain English, grouped by the need that they meet."


@dataclass(frozen=True, slots=True)
class Synced:
    """How many terms a synchronisation wrote and how many it took away."""

    written: int
    removed: int


def term_id(slug: str) -> UUID:
    """The identifier of a category or a group as a taxonomy term, the same in every database."""
    return uuid5(TAXONOMY_ID, slug)


def sync_categories(connection: Connection, categories: Categories) -> Synced:
    """Bring the stored terms to what the file says; the caller commits.

    Terms that have not changed are not written, and one that the file no longer has stays for as long
    as anything is filed under it.
    """
    _write_taxonomy(connection)
    rows = _term_rows(categories)
    statement = insert(TaxonomyTerm).values(rows)
    new, kept = statement.excluded, TaxonomyTerm.__table__.c
    columns = ("parent_id", "name", "description", "words")
    written = connection.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={column: new[column] for column in columns},
            where=or_(*(kept[column].is_distinct_from(new[column]) for column in columns)),
        ).returning(TaxonomyTerm.id)
    ).all()
    return Synced(len(written), _remove_unused(connection, [row["id"] for row in rows]))


def _write_taxonomy(connection: Connection) -> None:
    row = {"id": TAXONOMY_ID, "name": TAXONOMY_NAME, "description": TAXONOMY_DESCRIPTION}
    connection.execute(insert(Taxonomy).values(row).on_conflict_do_nothing(index_elements=["id"]))


def _term_rows(categories: Categories) -> list[dict[str, Any]]:
    groups = [(group.slug, None, group.name, group.description, ()) for group in categories.groups]
    leaves = [
        (leaf.slug, term_id(leaf.group), leaf.name, leaf.description, categories.words_for(leaf.slug))
        for leaf in categories
    ]
    return [
        {
            "id": term_id(slug),
            "taxonomy_id": TAXONOMY_ID,
            "parent_id": parent_id,
            "term": slug,
            "name": name,
            "description": description,
            "words": list(words),
        }
        for slug, parent_id, name, description, words in (*groups, *leaves)
    ]


def _remove_unused(connection: Connection, wanted: list[UUID]) -> int:
    filed = aliased(TaxonomyTerm)
    in_use = exists().where(
        Attribute.taxonomy_term_id == filed.id,
        or_(filed.id == TaxonomyTerm.id, filed.parent_id == TaxonomyTerm.id),
    )
    gone = connection.execute(
        delete(TaxonomyTerm).where(
            TaxonomyTerm.taxonomy_id == TAXONOMY_ID, TaxonomyTerm.id.not_in(wanted), ~in_use
        )
    )
    return gone.rowcount
