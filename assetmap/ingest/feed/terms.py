"""What a feed's service is about: its terms, kept with their taxonomies, and our categories for them."""

from collections.abc import Iterator
from typing import Any

from assetmap.directory.taxonomy import TAXONOMY_NAME
from assetmap.directory.words import key_of
from assetmap.ingest.feed.mappings import Mappings
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.values import (
    LONGEST_KEY,
    LONGEST_LINE,
    LONGEST_TEXT,
    key_of_record,
    mend_fields,
    mend_text,
    short_key,
)
from assetmap.ingest.normalise.reading import changed, left_out
from assetmap.listing.records.ways import TAXONOMIES

#: The taxonomy of a term that names none.
UNNAMED = "Unnamed taxonomy"
# Their terms say how a service is given and joined, which has places of its own.
_WAYS = frozenset(taxonomy.name for taxonomy in TAXONOMIES)


_LONGEST = {"taxonomy": LONGEST_KEY - 50, "term": LONGEST_KEY, "description": LONGEST_TEXT}
# A term that stands further below the top than this stands nowhere.
_MOST_ABOVE = 20


class TermReader:
    """Reads the attributes of one feed; the same few terms come again and again."""

    def __init__(self, source: str, mappings: Mappings) -> None:
        self._source = source
        self._mappings = mappings
        self._categories: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._names: dict[tuple[str, str], str] = {}

    def read(self, value: Any, notes: Notes, path: str) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        """The terms of a list of attributes with those above them, and the slugs of our categories.

        A term that only stands above another is not `filed`.
        """
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
            terms[key[:2]] = term | {"filed": True}
            for above in self._above(data, notes):
                terms.setdefault((above["taxonomy"], above["term"]), above | {"filed": False})
        return list(terms.values()), tuple(categories)

    def _above(self, data: Any, notes: Notes) -> Iterator[dict[str, Any]]:
        """The terms above one, where a feed tells them with it."""
        for _ in range(_MOST_ABOVE):
            data = data.get("parent")
            found = self._term(data, notes, "taxonomy_term.parent.")
            if found is None or found["taxonomy"] == TAXONOMY_NAME:
                return
            yield found

    def _term(self, data: Any, notes: Notes, path: str) -> dict[str, Any] | None:
        if not isinstance(data, dict):
            return None
        said = {
            field: mend_text(notes, f"{path}{field}", data[field], _LONGEST.get(field, LONGEST_LINE))
            for field in ("name", "term", "description", "taxonomy", "term_uri")
            if data.get(field) is not None
        }
        key = key_of_record(data)
        name, code = said.get("name"), said.get("term") or key
        if not name and not code:
            return None
        taxonomy = said.get("taxonomy") or f"{UNNAMED} of {self._source}"
        code, name = short_key(code or name or ""), name or code or ""
        found = {
            "taxonomy": taxonomy,
            "term": self._only(taxonomy, code, name, notes, path),
            "name": name,
            "description": said.get("description") or name,
            "known": self._mappings.knows(taxonomy),
        }
        above = key_of_record({"id": data.get("parent_id")})
        told = {"term_uri": said.get("term_uri"), "key": key, "parent_key": above} | _detail(
            data, notes, path
        )
        return found | {field: one for field, one in told.items() if one}

    def _only(self, taxonomy: str, code: str, name: str, notes: Notes, path: str) -> str:
        """A term's code, or one made with its name where the feed gives that code to another term before."""
        first = self._names.setdefault((taxonomy, code), name)
        if first == name or key_of(first) == key_of(name):
            return code
        flaw = changed(f"{code} is the code of “{first}” too.", "Kept as a term of its own.")
        notes.add(f"{path}term", code, flaw)
        return short_key(f"{code}: {name}")


def _detail(data: dict[str, Any], notes: Notes, path: str) -> dict[str, str | None]:
    """What is told of a term's taxonomy with it."""
    detail = data.get("taxonomy_detail")
    said = (
        mend_fields("taxonomy", detail, notes, f"{path}taxonomy_detail.") if isinstance(detail, dict) else {}
    )
    return {f"taxonomy_{name}": said.get(name) for name in ("description", "uri", "version")}
