"""A feed read for an import: its services, their dialect, and whether they are all that there are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from assetmap.errors import FileRefused
from assetmap.feeds.assemble import Assembly
from assetmap.feeds.client import Client
from assetmap.feeds.dialects import Dialect, recognise
from assetmap.feeds.discover import Site, discover
from assetmap.feeds.documents import documents
from assetmap.feeds.fetch import Fetch
from assetmap.feeds.files import Files, open_files, open_zip
from assetmap.feeds.spool import Spool
from assetmap.feeds.tables import Tables, is_package

#: How many services tell the dialect.
_LOOKED_AT = 500

Hear = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a feed. `complete` says that a service which is not here is gone.

    `services` gives each as it came, with the place where it stood; it may be asked for again.
    """

    name: str
    dialect: Dialect
    services: Callable[[], Iterator[tuple[str, Any]]]
    expected: int
    complete: bool = True
    oddities: tuple[str, ...] = ()
    forget: Callable[[], None] = field(default=lambda: None)


def read_path(path: Path) -> Reading:
    """Read a folder, a zip or one file."""
    return read_files(path.name, open_files(path))


def read_url(
    client: Client, url: str, spool: Spool, *, modified_after: datetime | None, hear: Hear
) -> Reading:
    """Read a feed on the web; with a time, only what was modified after it, where the feed knows how."""
    site = discover(client, url)
    if site.file is not None:
        return read_files(url, open_zip(url, site.file))
    return _read_site(client, url, site, spool, modified_after, hear)


def read_files(name: str, files: Files) -> Reading:
    """Read a tabular package, or JSON files."""
    if is_package(files):
        tables = Tables(files)
        return Reading(
            name, Dialect.TABLES, lambda: _of_tables(tables), sum(1 for _ in tables.rows("service"))
        )
    found = _of_documents(files)
    if not found:
        raise FileRefused(
            f"{files.title} holds no services: no table of them, and no JSON with any.",
            hint="Give a folder or zip with services.csv, or with services as JSON.",
        )
    dialect = recognise(service for _, service in found.values())
    return Reading(name, dialect, lambda: iter(found.values()), len(found))


def _read_site(
    client: Client, url: str, site: Site, spool: Spool, modified_after: datetime | None, hear: Hear
) -> Reading:
    fetch = Fetch(client, site, spool, modified_after=modified_after, hear=hear)
    fetch.run()
    dialect = recognise((service for _, service in islice(spool.items(), _LOOKED_AT)), site.about)
    return Reading(
        url, dialect, spool.items, fetch.came, fetch.complete, tuple(fetch.oddities), forget=spool.forget
    )


def _of_tables(tables: Tables) -> Iterator[tuple[str, Any]]:
    for row, service in Assembly(tables).services():
        yield f"line {row.number}", service


def _of_documents(files: Files) -> dict[str, tuple[str, Any]]:
    """The services of JSON files; where one stands in a list and alone, the one that says more is taken."""
    found: dict[str, tuple[str, Any]] = {}
    for document in documents(files):
        if document.form == "broken":
            raise FileRefused(f"{document.name} {document.problem}", hint="Fetch or make it again.")
        for place, record in enumerate(document.records if document.kind == "service" else (), 1):
            key = _key(record) or f"{document.name}, record {place}"
            if key not in found or _says(record) > _says(found[key][1]):
                found[key] = (f"{document.name}, record {place}", record)
    return found


def _key(record: Any) -> str | None:
    """The id by which a record in a list and alone is the same one; without an id, each is its own."""
    held = record.get("id") if isinstance(record, dict) else None
    return str(held) if isinstance(held, str | int) and str(held).strip() else None


def _says(record: Any) -> int:
    return len(record) if isinstance(record, dict) else 0
