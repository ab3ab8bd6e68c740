"""JSON files of a feed: pages as an API gives them, lists, single records, and records one a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from assetmap.feeds.body import NotJson, Truncated, read_json
from assetmap.feeds.envelope import is_page
from assetmap.feeds.files import Files

Form = Literal["page", "list", "record", "about", "broken", "other"]

_KINDS = ("service_at_location", "organization", "service", "taxonomy_term", "taxonomy", "location")
_PLURALS = {"taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term"}
_LINES = (".ndjson", ".jsonl")


@dataclass(frozen=True, slots=True)
class Document:
    """One file: which kind of record it holds, and in which form. `problem` says why a broken one is."""

    name: str
    kind: str
    form: Form
    body: Any
    problem: str = ""

    @property
    def records(self) -> list[Any]:
        """The records in it."""
        if self.form == "page":
            found: list[Any] = self.body[is_page(self.body)]
            return found
        return self.body if self.form == "list" else [self.body]


def documents(files: Files) -> Iterator[Document]:
    """Every JSON file, in order of name."""
    for name in files.names:
        if name.lower().endswith(".json"):
            yield _document(name, files.read(name))
        elif name.lower().endswith(_LINES):
            yield _lines(name, files.read(name))


def _document(name: str, content: bytes) -> Document:
    try:
        body = read_json(content)
    except Truncated:
        return Document(name, "", "broken", None, "breaks off in the middle.")
    except NotJson as error:
        return Document(name, "", "broken", None, f"is no JSON: {error}")
    if isinstance(body, dict) and {"version", "profile", "openapi_url"} <= body.keys():
        return Document(name, "", "about", body)
    form: Form = "page" if is_page(body) else "list" if isinstance(body, list) else "record"
    kind = _kind(name, Document(name, "", form, body).records)
    return Document(name, kind, form if kind else "other", body)


def _lines(name: str, content: bytes) -> Document:
    records = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            records.append(read_json(line)) if line.strip() else None
        except (Truncated, NotJson):
            return Document(name, "", "broken", None, f"is no JSON in line {number}.")
    return Document(name, _kind(name, records), "list", records)


def _kind(name: str, records: list[Any]) -> str:
    """The kind of records by the fields that only it has, else by the name of the file."""
    names: set[str] = set().union(*(one.keys() for one in records[:20] if isinstance(one, dict)))
    if not {"id", "name", "location", "service"} & names:
        return "" if records else _named(name)
    if {"location", "service"} & names and "name" not in names:
        return "service_at_location"
    if {"status", "service_at_locations", "schedules", "organization_id"} & names:
        return "service"
    if {"taxonomy_terms", "version"} & names:
        return "taxonomy"
    if {"term", "taxonomy", "term_uri", "parent_id"} & names:
        return "taxonomy_term"
    if {"website", "organization_identifiers", "services", "logo"} & names:
        return "organization"
    return _named(name)


def _named(name: str) -> str:
    stem = name.lower().rpartition("/")[2].partition(".")[0]
    stem = next((kind for plural, kind in _PLURALS.items() if stem.startswith(plural)), stem)
    return next((kind for kind in _KINDS if stem.startswith(kind)), "")
