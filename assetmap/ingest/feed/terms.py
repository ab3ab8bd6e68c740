"""What a feed's service is about: its terms, kept with their taxonomies, and our categories for them."""

from typing import Any

from assetmap.directory.taxonomy import TAXONOMY_NAME
from assetmap.ingest.feed.mappings import Mappings
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.values import key_of_record, mend_text
from assetmap.ingest.normalise.reading import left_out
from assetmap.listing.records.ways import TAXONOMIES

#: The taxonomy of a term that names none.
UNNAMED = "Unnamed taxonomy"
# Their terms say how a service is given and joined, which has places of its own.
_WAYS = frozenset(taxonomy.name for taxonomy in TAXONOMIES)


class TermReader:
    """Reads the attributes of one feed; the same few terms come again and again."""

    def __init__(self, source: str, mappings: Mappings) -> None:
        self._source = source
        self._mappings = mappings
        self._categories: dict[tuple[str, str, str], tuple[str, ...]] = {}

    def read(self, value: Any, notes: Notes, path: str) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        """The foreign terms of a list of attributes, and the slugs of our categories."""
        terms: dict[tuple[str, str], dict[str, Any]] = {}
        categories: dict[str, None] = {}
        for number, one in enumerate(value if isinstance(value, list) else []):
            data = one.get("taxonomy_term") if isinstance(one, dict) else None
            term = self._term(data, notes, f"{path}[{number}].taxonomy_term.")
            if term is None:
                notes.add(f"{path}[{number}]", one, left_out("The feed does not say which term this is."))
                continue
            if term["taxonomy"] in _WAYS:
                continue
            key = (term["taxonomy"], term["term"], term["name"])
            if key not in self._categories:
                self._categories[key] = tuple(one.category for one in self._mappings.find(*key))
            categories.update(dict.fromkeys(self._categories[key]))
            if term["taxonomy"] != TAXONOMY_NAME:
                terms.setdefault(key[:2], term)
        return list(terms.values()), tuple(categories)

    def _term(self, data: Any, notes: Notes, path: str) -> dict[str, Any] | None:
        if not isinstance(data, dict):
            return None
        said = {
            field: mend_text(notes, f"{path}{field}", data[field])
            for field in ("name", "term", "description", "taxonomy", "term_uri")
            if data.get(field) is not None
        }
        name, code = said.get("name"), said.get("term") or key_of_record(data)
        if not name and not code:
            return None
        found = {
            "taxonomy": said.get("taxonomy") or f"{UNNAMED} of {self._source}",
            "term": code or name,
            "name": name or code,
            "description": said.get("description") or name or code,
        }
        return found | ({"term_uri": said["term_uri"]} if said.get("term_uri") else {})
