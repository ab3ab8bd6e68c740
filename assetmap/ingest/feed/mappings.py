"""What other taxonomies' terms mean in our categories, as the tables in data/taxonomy/mappings say."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assetmap.directory.categories import Categories
from assetmap.directory.taxonomy import TAXONOMY_NAME
from assetmap.directory.words import key_of
from assetmap.errors import SetupError

#: How sure a table is: the same thing; nearly the same; or a part of our category.
SURE = ("exact", "close", "broad")

_COLUMNS = ("taxonomy", "term", "name", "category", "match")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Our category for a term, and how sure that is: as a table says, or `word` for one of our own words."""

    category: str
    match: str


class Mappings:
    """Every table, looked up by taxonomy and term."""

    def __init__(self, categories: Categories, rows: Iterable[tuple[str, str, str, Mapped]]) -> None:
        self._categories = categories
        self._by_term: dict[tuple[str, str], list[Mapped]] = {}
        self._known: set[str] = set()
        for taxonomies, term, name, mapped in rows:
            for taxonomy in taxonomies.split("|"):
                self._known.add(_key(taxonomy))
                for word in filter(None, (term, name)):
                    self._by_term.setdefault((_key(taxonomy), key_of(word)), []).append(mapped)

    def knows(self, taxonomy: str) -> bool:
        """Whether a table is about this taxonomy, which then means the same in every feed."""
        return _key(taxonomy) in self._known

    def find(self, taxonomy: str, term: str | None, name: str | None) -> tuple[Mapped, ...]:
        """Our categories for a term, by its taxonomy's table or by our own words; none where nobody knows."""
        if taxonomy == TAXONOMY_NAME and term:
            return tuple(Mapped(one.slug, "exact") for one in self._categories if one.slug == term)
        for key in (_key(taxonomy), "*"):
            for word in filter(None, (term, name)):
                found = self._by_term.get((key, key_of(word)))
                if found:
                    return tuple(dict.fromkeys(found))
        category = self._categories.match(name or term or "")
        return (Mapped(category.slug, "word"),) if category else ()


def _key(taxonomy: str) -> str:
    """Feeds write a taxonomy's name with and without spaces."""
    return taxonomy if taxonomy == "*" else key_of(taxonomy).replace(" ", "")


def load_mappings(folder: Path, categories: Categories) -> Mappings:
    """Read every table of a folder; raises SetupError for a line that names no category of ours."""
    rows = [row for path in sorted(folder.glob("*.csv")) for row in _read(path, categories)]
    return Mappings(categories, rows)


def _read(path: Path, categories: Categories) -> Iterable[tuple[str, str, str, Mapped]]:
    known = {category.slug for category in categories}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise SetupError(f"{path} does not have the columns {', '.join(_COLUMNS)}, in this order.")
        for row in reader:
            if row["category"] not in known or row["match"] not in SURE:
                wrong = row["category"] if row["category"] not in known else row["match"]
                raise SetupError(
                    f"{path}, line {reader.line_num}: “{wrong}” is no category or no match that we know.",
                    hint=f"A match is one of {', '.join(SURE)}; the categories are in categories.toml.",
                )
            yield row["taxonomy"], row["term"], row["name"], Mapped(row["category"], row["match"])
