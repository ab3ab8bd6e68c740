"""Services put together from the tables of a package, each with all that belongs to it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from assetmap.feeds.standard import ENTITIES
from assetmap.feeds.tables import Row, Tables

_Rows = dict[str, list[dict[str, Any]]]

# Which lists hang on which record, and the column by which they do.
_LISTS = {
    "service": {
        "schedules": ("schedule", "service_id"),
        "service_areas": ("service_area", "service_id"),
        "service_at_locations": ("service_at_location", "service_id"),
        "languages": ("language", "service_id"),
        "funding": ("funding", "service_id"),
        "cost_options": ("cost_option", "service_id"),
        "contacts": ("contact", "service_id"),
        "phones": ("phone", "service_id"),
    },
    "organization": {
        "organization_identifiers": ("organization_identifier", "organization_id"),
        "phones": ("phone", "organization_id"),
    },
    "service_at_location": {
        "schedules": ("schedule", "service_at_location_id"),
        "phones": ("phone", "service_at_location_id"),
    },
    "location": {
        "addresses": ("address", "location_id"),
        "accessibility": ("accessibility", "location_id"),
        "phones": ("phone", "location_id"),
    },
    "contact": {"phones": ("phone", "contact_id")},
    "phone": {"languages": ("language", "phone_id")},
}
# What a record points at, and under which name it then holds it.
_ONES = {
    "service": {"organization": "organization_id"},
    "service_at_location": {"location": "location_id"},
    "attribute": {"taxonomy_term": "taxonomy_term_id"},
    "organization": {"parent_organization": "parent_organization_id"},
    "taxonomy_term": {"parent": "parent_id", "taxonomy_detail": "taxonomy_id"},
}
_KIND_OF = {"parent_organization": "organization", "parent": "taxonomy_term", "taxonomy_detail": "taxonomy"}
# What stands above itself, or so far down, is told this far up.
_DEEPEST = 20


class Assembly:
    """The tables of a package in memory, but for its services, which pass through."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._children: dict[tuple[str, str], _Rows] = {}
        self._by_id: dict[str, dict[str, dict[str, Any]]] = {}
        self._attributes: _Rows = defaultdict(list)
        for lists in _LISTS.values():
            for kind, column in lists.values():
                self._children[kind, column] = defaultdict(list)
        for kind in ("organization", "location", "taxonomy_term", "taxonomy"):
            self._by_id[kind] = {str(row.data.get("id")): row.data for row in tables.rows(kind)}
        self._gather()
        self._name_taxonomies()

    def services(self) -> Iterator[tuple[Row, dict[str, Any]]]:
        """Every service with its row."""
        for row in self._tables.rows("service"):
            yield row, self._whole("service", row.data)

    def _gather(self) -> None:
        columns = defaultdict(set)
        for kind, column in self._children:
            columns[kind].add(column)
        for kind, names in columns.items():
            for row in self._tables.rows(kind):
                for column in names & row.data.keys():
                    self._children[kind, column][str(row.data[column])].append(row.data)
        for row in self._tables.rows("attribute"):
            data = row.data
            if "link_type" not in data and "link_entity" in data:
                data["link_type"] = data.pop("link_entity")
            said = str(data.get("link_type", ""))
            self._attributes[_link(said if said in ENTITIES else "", data.get("link_id"))].append(data)

    def _name_taxonomies(self) -> None:
        """A term in a table has its taxonomy's id; a term in a service, its name."""
        for term in self._by_id["taxonomy_term"].values():
            taxonomy = self._by_id["taxonomy"].get(str(term.get("taxonomy_id")))
            if taxonomy and "taxonomy" not in term and "name" in taxonomy:
                term["taxonomy"] = taxonomy["name"]

    def _whole(self, kind: str, data: dict[str, Any], depth: int = 0) -> dict[str, Any]:
        found = dict(data)
        key = str(data.get("id"))
        for name, (child, column) in _LISTS.get(kind, {}).items():
            rows = self._children[child, column].get(key)
            if rows:
                found[name] = [self._whole(child, row) for row in rows]
        for name, column in _ONES.get(kind, {}).items():
            pointed = _KIND_OF.get(name, name)
            target = self._by_id[pointed].get(str(data.get(column))) if column in data else None
            if target is not None and depth < _DEEPEST:
                found[name] = self._whole(pointed, target, depth + 1 if pointed == kind else 0)
        attributes = self._attributes.get(_link(kind, key), []) + self._attributes.get(_link("", key), [])
        if attributes and kind != "attribute":
            found["attributes"] = [self._whole("attribute", row) for row in attributes]
        return found


def _link(kind: str, key: Any) -> str:
    """Where ids are numbers, the same one stands for a service and for a place, and only the kind tells."""
    return f"{kind} {key}"
