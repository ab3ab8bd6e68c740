"""Who runs a service of a feed, and who stands above them."""

from collections.abc import Mapping
from typing import Any

from assetmap.directory.words import key_of
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.terms import TermReader
from assetmap.ingest.feed.values import key_of_record, mend_fields, short_key
from assetmap.ingest.normalise.reading import changed, left_out

#: What stands for a description that nobody wrote, because the standard wants one.
UNDESCRIBED = "No description given."
_KEPT = ("name", "description", "email", "website", "logo", "uri")
_MOST_ABOVE = 20


class OrganizationReader:
    """Reads the organizations of one feed; a service without one is filed under the feed's publisher."""

    def __init__(self, title: str, terms: TermReader) -> None:
        self._title, self._terms = title, terms

    def read(self, value: Any, notes: Notes) -> dict[str, Any]:
        """An organization as it is staged, with those above it that the feed tells with it."""
        data: Mapping[str, Any] = value if isinstance(value, dict) else {}
        found = self._one(data, notes, "organization.")
        if found is None:
            flaw = changed("The service names no organization.", f"Filed under {self._title}.")
            notes.add("organization", value, flaw)
            publisher = {"key": f"the publisher of {self._title}", "name": self._title}
            return publisher | {"identifiers": [], "terms": [], "above": []}
        return found | {"above": self._above(data, found, notes)}

    def _above(self, data: Any, found: dict[str, Any], notes: Notes) -> list[dict[str, Any]]:
        above: list[dict[str, Any]] = []
        met = {found["key"]}
        path = "organization."
        while len(above) < _MOST_ABOVE and isinstance(data := data.get("parent_organization"), dict):
            path += "parent_organization."
            one = self._one(data, notes, path)
            if one is None or one["key"] in met:
                break
            above.append(one)
            met.add(one["key"])
        return above

    def _one(self, data: Mapping[str, Any], notes: Notes, path: str) -> dict[str, Any] | None:
        said = mend_fields("organization", data, notes, path)
        kept: dict[str, Any] = {name: said[name] for name in _KEPT if name in said}
        if "name" not in kept:
            return None
        if kept.get("description") == UNDESCRIBED:
            del kept["description"]
        terms, _ = self._terms.read(data.get("attributes"), notes, f"{path}attributes")
        return kept | {
            "key": key_of_record(data) or short_key(key_of(kept["name"])),
            "parent_key": key_of_record({"id": data.get("parent_organization_id")}),
            "identifiers": _identifiers(data.get("organization_identifiers"), notes, path),
            "terms": terms,
        }


def _identifiers(value: Any, notes: Notes, path_of: str) -> list[dict[str, Any]]:
    found = []
    for number, one in enumerate(value if isinstance(value, list) else []):
        path = f"{path_of}organization_identifiers[{number}]."
        row = mend_fields("organization_identifier", one, notes, path) if isinstance(one, dict) else {}
        if "identifier" not in row:
            notes.add(path, one, left_out("The identifier is missing."))
            continue
        kept: dict[str, Any] = {
            name: row[name] for name in ("identifier_scheme", "identifier") if name in row
        }
        kept["identifier_type"] = row.get("identifier_type") or row.get("identifier_scheme") or "Identifier"
        found.append(kept)
    return list({repr(sorted(one.items())): one for one in found}.values())
