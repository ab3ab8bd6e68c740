"""Ids named by what they mean: a service by its source and the source's own key, a child by its parent.

Everything is worked out from how the rows belong together, never from how an id was made, so that two
databases with the same content and different ids have the same names.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

Row = Mapping[str, Any]
Tables = Mapping[str, list[dict[str, Any]]]

#: A table of children, and the columns of which one names the parent.
CHILDREN = {
    "organization_identifier": ("organization_id",),
    "address": ("location_id",),
    "accessibility": ("location_id",),
    "service_area": ("service_id",),
    "cost_option": ("service_id",),
    "funding": ("service_id",),
    "schedule": ("service_id", "service_at_location_id"),
    "contact": ("service_id",),
    "phone": ("contact_id",),
    "language": ("service_id", "phone_id"),
}
_LONGEST = 120


class Names:
    """The name of every id that a directory and its listing know."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._names: dict[str, str] = {}
        self._children: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for table, columns in CHILDREN.items():
            for row in self._rows(table):
                self._children[_first(row, columns)].append((table, row))
        self._name_sources()
        self._name_terms()
        self._name_services()
        self._name_organizations()
        self._name_places()
        self._name_children()
        self._name_listings()

    def get(self, key: str) -> str | None:
        """The name of an id; None for one that is nobody's."""
        return self._names.get(key)

    def _rows(self, table: str) -> list[dict[str, Any]]:
        return self._tables.get(table, [])

    def _name_sources(self) -> None:
        for row in self._rows("source"):
            self._names[row["id"]] = f"source {row['name']}"

    def _name_terms(self) -> None:
        for row in self._rows("taxonomy"):
            # Where a name is taken twice over, the taxonomy's own id is part of it.
            self._names[row["id"]] = f"taxonomy {_short(row['name'].replace(row['id'], 'its id'))}"
        for row in self._rows("published_taxonomy"):
            self._names.setdefault(row["id"], f"taxonomy {_short(row['summary']['name'])}")
        for row in self._rows("taxonomy_term"):
            self._names[row["id"]] = f"term {_short(row['term'])} of {self._names[row['taxonomy_id']]}"
        for row in self._rows("published_term"):
            term = row["summary"].get("term") or row["summary"].get("code") or row["summary"]["name"]
            self._names.setdefault(row["id"], f"term {_short(term)} of {self._names[row['taxonomy_id']]}")

    def _name_services(self) -> None:
        """By the first of the keys that its rows have at its source."""
        keys: dict[str, list[str]] = defaultdict(list)
        for row in self._rows("source_record"):
            source = self._names[row["source_id"]].removeprefix("source ")
            keys[row["service_id"]].append(f"service {source}/{_short(row['key'])}")
        for key, each in keys.items():
            self._names[key] = min(each)
        rest = [row for row in self._rows("service") if row["id"] not in keys]
        self._number("service of no source", rest)

    def _name_organizations(self) -> None:
        """By name, within the source of the first service that it, or one below it, runs."""
        above = {row["id"]: row["parent_organization_id"] for row in self._rows("organization")}
        runs: dict[str, str] = {}
        for service in self._rows("service"):
            owner, name = service["organization_id"], self._names[service["id"]]
            seen: set[str] = set()
            while owner and owner not in seen:
                seen.add(owner)
                runs[owner] = min(runs.get(owner, name), name)
                owner = above.get(owner)
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows("organization"):
            source = runs.get(row["id"], "service nobody/").split("/")[0].removeprefix("service ")
            groups[f"organization {source}/{_short(row['name'])}"].append(row)
        for name, rows in groups.items():
            self._number(name, rows, also=runs)

    def _name_places(self) -> None:
        """By the first service that is given there."""
        at: dict[str, str] = {}
        for row in self._rows("service_at_location"):
            name = self._names[row["service_id"]]
            at[row["location_id"]] = min(at.get(row["location_id"], name), name)
        for row in self._rows("source_record"):
            if row["location_id"]:
                at.setdefault(row["location_id"], f"{self._names[row['service_id']]}, not now")
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows("location"):
            groups[f"place of {at.get(row['id'], 'nobody')}"].append(row)
        for name, rows in groups.items():
            self._number(name, rows)
        for row in self._rows("service_at_location"):
            self._names[row["id"]] = f"{self._names[row['service_id']]} at {self._names[row['location_id']]}"

    def _name_children(self) -> None:
        """By parent and number; a phone's parent is a contact, which has its name by then."""
        for table, columns in CHILDREN.items():
            groups: dict[str, list[Row]] = defaultdict(list)
            for row in self._rows(table):
                groups[_first(row, columns)].append(row)
            for parent, rows in groups.items():
                self._number(f"{table} of {self._names.get(parent, 'nobody')}", rows)
        for row in self._rows("attribute"):
            term = self._names[row["taxonomy_term_id"]]
            self._names[row["id"]] = f"attribute of {self._names.get(row['link_id'], 'nobody')}: {term}"

    def _name_listings(self) -> None:
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows("listing"):
            if row["id"] not in self._names:
                service = self._names.get(row["service_id"], "nobody")
                groups[f"listing ({row['listing_group']}) of {service}"].append(row)
        for name, rows in groups.items():
            self._number(name, rows)

    def _number(self, name: str, rows: Iterable[Row], also: Mapping[str, str] | None = None) -> None:
        """Name rows of one name by their order when they are sorted by all that is said of them."""
        ordered = sorted(rows, key=lambda row: (self._content(row), (also or {}).get(row["id"], "")))
        for number, row in enumerate(ordered, 1):
            self._names[row["id"]] = name if len(ordered) == 1 else f"{name} #{number}"

    def _content(self, row: Row) -> str:
        said = {
            column: value for column, value in row.items() if column != "id" and not column.endswith("_id")
        }
        below = sorted(f"{table} {self._content(each)}" for table, each in self._children.get(row["id"], ()))
        return json.dumps([said, below], ensure_ascii=False, sort_keys=True, default=str)


def _first(row: Row, columns: Iterable[str]) -> str:
    return next((str(row[column]) for column in columns if row.get(column)), "")


def _short(text: str) -> str:
    """A text as part of a name: on one line, and where it is long its beginning and a digest of all of it."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    return f"{line[:_LONGEST]}… {sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
