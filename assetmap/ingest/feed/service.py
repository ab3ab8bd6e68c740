"""One service of a feed, read into the shape in which it is staged: mended, untangled and filed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from assetmap.directory.words import key_of
from assetmap.feeds.dialects import Dialect, translate
from assetmap.feeds.storable import storable
from assetmap.ingest.areas import AreaNames
from assetmap.ingest.feed.extras import fill_extras
from assetmap.ingest.feed.marks import read_marks
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.organization import OrganizationReader
from assetmap.ingest.feed.people import read_contacts, read_spoken
from assetmap.ingest.feed.places import read_places, secret_places
from assetmap.ingest.feed.prices import read_prices
from assetmap.ingest.feed.terms import TermReader
from assetmap.ingest.feed.times import read_schedules
from assetmap.ingest.feed.values import LONGEST_KEY, key_of_record, mend_fields, short_key
from assetmap.ingest.normalise.ages import check_ages
from assetmap.ingest.normalise.reading import Flaw, changed, left_out
from assetmap.ingest.normalise.ways import read_status

_GONE = ("inactive", "defunct")
_GSS = re.compile(r"\b[EWSNK]\d{8}\b")
_COPIED = (
    "name", "description", "url", "email", "fees", "accreditations", "assured_date", "assurer_email", "alert",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staged:
    """A service as it is staged. A refused one has no document; one that has closed is refused too."""

    key: str | None
    refused: bool
    closed: bool
    document: dict[str, Any] | None
    record: bytes

    def as_row(self, number: int) -> tuple[Any, ...]:
        """The columns of `fed`; the last but one tells whether anything about the service has changed."""
        document = None if self.document is None else orjson.dumps(self.document)
        content = blake2b(self.record, digest_size=16, key=b"record")
        content.update(document or b"")
        return (
            number, self.refused, self.closed, self.key, document and document.decode(),
            content.hexdigest(), self.record.decode(),
        )  # fmt: skip


class ServiceReader:
    """Reads the services of one feed."""

    def __init__(self, title: str, dialect: Dialect, terms: TermReader, areas: AreaNames) -> None:
        self._dialect, self._terms, self._areas = dialect, terms, areas
        self._organizations = OrganizationReader(title, terms)

    def read(self, notes: Notes, record: Any) -> Staged:
        """The service as it is staged; what is wrong with it is in `notes`."""
        found, said = storable(record if isinstance(record, dict) else {"record": record})
        if not isinstance(record, dict):
            notes.add(
                "", found["record"], Flaw("This is no record of a service.", "refused", "Not imported.")
            )
            return Staged(None, True, False, None, said)
        data = translate(found, self._dialect)
        mended = mend_fields("service", data, notes, "")
        key = key_of_record(data) or self._made_key(data, mended, notes)
        if len(str(data.get("id"))) > LONGEST_KEY:
            flaw = changed("The id is longer than any.", f"Known as {key}.")
            notes.add("id", data["id"], flaw)
        if "name" not in mended:
            notes.add("name", data.get("name"), Flaw("The service has no name.", "refused", "Not imported."))
            return Staged(key, True, False, None, said)
        status = notes.take("status", data.get("status"), read_status(str(data.get("status") or "")))
        if status in _GONE:
            flaw = Flaw("The feed says that the service no longer runs.", "refused", "Not listed.")
            notes.add("status", status, flaw)
            return Staged(key, True, True, None, said)
        document = self._document(key, status, data, mended, notes)
        if read_marks(found, notes, ""):
            for place in document["places"]:
                place["confidential"] = True
        return Staged(key, False, False, document, said)

    def _document(
        self, key: str, status: str, data: Mapping[str, Any], mended: Mapping[str, Any], notes: Notes
    ) -> dict[str, Any]:
        found: dict[str, Any] = {name: mended[name] for name in _COPIED if name in mended}
        found["status"] = status
        found["organization"] = self._organizations.read(data.get("organization"), notes)
        _fill_ages(found, mended, notes)
        found["places"] = read_places(key, data.get("service_at_locations"), notes)
        for place in found["places"]:
            attributes = place.pop("attributes")
            place["terms"], _ = self._terms.read(attributes, notes, "location.attributes")
        found["places"] += secret_places(key, data)
        found["schedules"] = (
            read_schedules(data["schedules"], notes, "schedules") if "schedules" in data else []
        )
        found["contacts"] = read_contacts(data.get("contacts"), notes)
        found["languages"] = read_spoken(data.get("languages"), notes, "languages")
        found["costs"] = read_prices(data.get("cost_options"), mended.get("fees"), notes)
        found["areas"] = self._served(data.get("service_areas"), notes)
        found["funding"] = _funding(data.get("funding"), notes)
        found["terms"], slugs = self._terms.read(data.get("attributes"), notes, "attributes")
        found["categories"] = list(slugs)
        fill_extras(found, data)
        return found

    def _made_key(self, data: Mapping[str, Any], mended: Mapping[str, Any], notes: Notes) -> str:
        organization = data.get("organization")
        of = organization.get("name", "") if isinstance(organization, dict) else ""
        key = short_key(f"{key_of(str(mended.get('name', '')))} | {key_of(str(of))}")
        notes.add("id", data.get("id"), changed("The service has no id.", "Known again by its name."))
        return key

    def _served(self, value: Any, notes: Notes) -> list[dict[str, Any]]:
        """The areas that a service says it covers, with their codes where the names are known."""
        found: dict[str, dict[str, Any]] = {}
        for number, said_of in enumerate(value if isinstance(value, list) else []):
            path = f"service_areas[{number}]."
            one = {"name": said_of} if isinstance(said_of, str) else said_of
            if not isinstance(one, dict):
                notes.add(path, one, left_out("This is no area."))
                continue
            row: dict[str, Any] = mend_fields("service_area", one, notes, path)
            row = {name: row[name] for name in _AREA if name in row}
            said = row.get("name") or row.get("service_area")
            told = [one.get(name) for name in ("area_code", "uri", "extent", "service_area", "name")]
            codes = [code for text in told if isinstance(text, str) for code in _GSS.findall(text)]
            known = [pair for code in codes for pair in self._areas.read(code).value if pair[1]]
            if not known and said:
                known = list(notes.take(f"{path}name", said, self._areas.read(said)))
            for name, code in known[:_MOST_AREAS] or ([(said, None)] if said else []):
                found.setdefault(str(code or name), row | {"name": said or name, "code": code})
        return list(found.values())


_AREA = ("name", "extent", "extent_type", "uri", "service_area")
_MOST_AREAS = 500


def _fill_ages(found: dict[str, Any], mended: Mapping[str, Any], notes: Notes) -> None:
    ages = [mended.get(name) for name in ("minimum_age", "maximum_age")]
    if all(age is None for age in ages):
        return
    youngest, oldest = (None if age is None or age < 0 else int(age) for age in ages)
    oldest = oldest or None  # where a feed has no oldest age, it says nought
    youngest, oldest = notes.take("minimum_age", ages, check_ages(youngest, oldest))
    found |= {"minimum_age": youngest, "maximum_age": oldest}


def _funding(value: Any, notes: Notes) -> list[dict[str, Any]]:
    rows = [
        mend_fields("funding", one, notes, f"funding[{number}].")
        for number, one in enumerate(value if isinstance(value, list) else [])
        if isinstance(one, dict)
    ]
    return [{"source": source} for source in dict.fromkeys(row["source"] for row in rows if "source" in row)]
