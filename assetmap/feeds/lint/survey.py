"""Everything that there is to see in a feed, in files or on the web, for the check to judge."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from assetmap.errors import FeedUnavailable, FileRefused
from assetmap.feeds.assemble import Assembly
from assetmap.feeds.client import Client
from assetmap.feeds.dialects import Dialect, recognise, translate
from assetmap.feeds.discover import Site
from assetmap.feeds.documents import Document, documents
from assetmap.feeds.files import Files
from assetmap.feeds.lint.about import check_about
from assetmap.feeds.lint.finding import Finding, could_be_better, fails, surprises
from assetmap.feeds.record import Record, Sheet
from assetmap.feeds.tables import Tables, is_package
from assetmap.feeds.walk import Page, Walk

Seen = Record | Sheet | Finding
Hear = Callable[[str], None]

_LISTS = {
    "service": "services",
    "organization": "organizations",
    "service_at_location": "service_at_locations",
    "taxonomy": "taxonomies",
    "taxonomy_term": "taxonomy_terms",
}


class Survey:
    """A survey of one feed; `dialect` is known once it has begun."""

    def __init__(self, *, details: int = 5, hear: Hear = lambda _: None) -> None:
        self.dialect: Dialect | None = None
        self._details = details
        self._hear = hear

    def files(self, files: Files) -> Iterator[Seen]:
        """Look at every file."""
        if is_package(files):
            yield from self._tables(Tables(files))
            return
        held = list(documents(files))
        if not any(one.kind for one in held):
            raise FileRefused(
                f"{files.title} holds no feed: no table of services, and no JSON with any of its records.",
                hint="Give a folder or zip with services.csv, or with pages of services as JSON.",
            )
        for one in held:
            self._hear(one.name)
            yield from self._document(one)

    def site(self, client: Client, site: Site) -> Iterator[Seen]:
        """Look at every list of an API, and at some of its records alone."""
        yield from check_about(site.about, site.root or site.services)
        for kind, plural in _LISTS.items():
            url = site.services if kind == "service" else site.list_of(plural)
            if url is not None:
                yield from self._list(client, site, kind, url)

    def _tables(self, tables: Tables) -> Iterator[Seen]:
        self.dialect = Dialect.TABLES
        for kind in tables.kinds:
            self._hear(tables.file_of(kind))
            for row in tables.rows(kind):
                yield Record(kind, row.data, f"{tables.file_of(kind)}, line {row.number}", "row")
        for row, service in Assembly(tables).services():
            yield Record("service", service, f"{tables.file_of('service')}, line {row.number}", "assembled")

    def _document(self, one: Document) -> Iterator[Seen]:
        if one.form == "broken":
            yield replace(fails(one.problem), kind="file", place=one.name)
        elif one.form == "other":
            yield replace(
                could_be_better("holds nothing that the standard knows."), kind="file", place=one.name
            )
        elif one.form == "about":
            yield from check_about(one.body, one.name)
        else:
            if one.kind == "service":
                yield from self._recognise(one.records, one.name)
            if one.form == "page":
                yield Sheet(one.kind, one.body, one.name)
            shape = "whole" if one.form == "record" else "listed"
            for place, data in enumerate(one.records, 1):
                where = one.name if shape == "whole" else f"{one.name}, record {place}"
                yield from self._record(Record(one.kind, data, where, shape))  # type: ignore[arg-type]

    def _list(self, client: Client, site: Site, kind: str, url: str) -> Iterator[Seen]:
        walk = Walk(client, url, _LISTS[kind])
        left = self._details
        try:
            for page in walk.pages():
                self._hear(f"{_LISTS[kind]}, page {page.number}")
                yield from self._page(kind, page, site.about)
                for data in page.fresh[:left]:
                    left -= 1
                    yield from self._alone(client, site, kind, data)
        except FeedUnavailable as error:
            if kind == "service":
                raise
            yield replace(surprises(f"cannot be read: {error.message}"), kind=f"page of {kind}", place=url)
        for oddity in walk.oddities:
            yield replace(fails(oddity), kind=f"page of {kind}", place=url)

    def _page(self, kind: str, page: Page, about: Any) -> Iterator[Seen]:
        place = f"{_LISTS[kind]}, page {page.number}"
        if kind == "service" and self.dialect is None:
            self.dialect = recognise(page.envelope.items, about)
            if self.dialect is Dialect.ORUK1:
                yield replace(
                    fails("speaks Open Referral UK 1.0, which 3.0 replaces."), kind="feed", place=page.url
                )
        yield Sheet(kind, page.body, place, page.number)
        for number, data in enumerate(page.envelope.items, 1):
            yield from self._record(Record(kind, data, f"{place}, record {number}", "listed"))

    def _alone(self, client: Client, site: Site, kind: str, data: Any) -> Iterator[Seen]:
        key = data.get("id") if isinstance(data, dict) else None
        url = site.one(_LISTS[kind], str(key)) if isinstance(key, str | int) else None
        if url is None:
            return
        answer, body = client.look(url)
        if isinstance(body, dict):
            yield from self._record(Record(kind, body, url))
            if str(body.get("id")) != str(key):
                yield replace(
                    fails("is not the id that was asked for.", "id", body.get("id")), kind=kind, place=url
                )
        else:
            yield replace(
                fails(f"answers {answer.status}, and no record."), kind=kind, id=str(key), place=url
            )

    def _recognise(self, services: list[Any], place: str, about: Any = None) -> Iterator[Seen]:
        """Tell the dialect by the first services that come."""
        if self.dialect is None and services:
            self.dialect = recognise(services, about)
            if self.dialect is Dialect.ORUK1:
                yield replace(
                    fails("speaks Open Referral UK 1.0, which 3.0 replaces."), kind="feed", place=place
                )

    def _record(self, record: Record) -> Iterator[Seen]:
        if record.kind == "service" and isinstance(record.data, dict) and self.dialect is Dialect.ORUK1:
            yield replace(record, data=translate(record.data, self.dialect))
        else:
            yield record
