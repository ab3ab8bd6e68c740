"""datapackage.json: what the package, its tables and their columns are (Tabular Data Package)."""

import re
from typing import Any

from assetmap.export.about import LICENCES, TITLE, About, said_at
from assetmap.export.hsds.tables import TABLES, Column, Table
from assetmap.feeds.standard import VERSION

_TYPES: dict[str, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "date": {"type": "date"},
    "moment": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S.%fZ"},
    "time": {"type": "time", "format": "%H:%M"},
    "number": {"type": "number"},
    "whole": {"type": "integer"},
    "flag": {"type": "boolean"},
}


def describe_package(about: About) -> dict[str, Any]:
    """Describe the package as a whole and its tables."""
    return {
        "profile": "tabular-data-package",
        "name": "assetmap-services",
        "title": TITLE,
        "description": "\n".join(about.lines()),
        "version": str(about.version),
        "created": said_at(about.changed_at),
        "hsds_profile": VERSION,
        "filters": [list(pair) for pair in about.filters],
        "licenses": _licences(about),
        "attribution": about.attribution,
        "sources": [
            {"name": source.name, "title": source.title}
            | ({"path": source.url} if source.url else {})
            | ({"licence": source.licence} if source.licence else {})
            | ({"attribution": source.attribution} if source.attribution else {})
            for source in about.sources
        ],
        "resources": [_resource(table) for table in TABLES],
    }


def _licences(about: About) -> list[dict[str, str]]:
    """Every licence of the sources and of boundaries and postcodes, each once."""
    said = [about.geography.name, *(source.licence for source in about.sources)]
    found: dict[str, dict[str, str]] = {}
    for title in filter(None, said):
        name = re.sub(r"[^A-Za-z0-9._]+", "-", title).strip("-")
        path = LICENCES.get(title)
        found.setdefault(name, {"name": name, "title": title} | ({"path": path} if path else {}))
    return list(found.values())


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.path,
        "description": table.says,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {
            "fields": [_field(table, name, column) for name, column in table.columns.items()],
            "missingValues": [""],
            "primaryKey": "id",
            "foreignKeys": [
                # An empty name stands for the table itself.
                {"fields": column, "reference": {"resource": "" if of == table.name else of, "fields": "id"}}
                for column, of in table.references.items()
            ],
        },
    }


def _field(table: Table, name: str, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if name == "id":
        constraints["unique"] = True
    if name in table.required:
        constraints["required"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    return (
        {"name": name}
        | _TYPES.get(column.kind, {"type": "string"})
        | ({"description": column.extra, "extra": True} if column.extra else {})
        | ({"constraints": constraints} if constraints else {})
    )
