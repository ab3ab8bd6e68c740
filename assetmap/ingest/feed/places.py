"""The places of a service: one place a hundred times is one place, with its point put right or left out."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assetmap.ingest.feed.marks import read_marks
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.times import read_schedules
from assetmap.ingest.feed.values import key_of_record, mend_fields, short_key
from assetmap.ingest.normalise.places import find_postcode, read_coordinates, read_postcode
from assetmap.ingest.normalise.reading import changed, left_out
from assetmap.ingest.privacy import marks_secret, says_secret, told_marked
from assetmap.model.words import LOCATION_TYPE

_ADDRESS = ("attention", "address_1", "city", "region", "state_province", "postal_code", "country")
_ACCESS: tuple[str, ...] = ("description", "details", "url", "accessibility")
_GSS = re.compile(r"[EWSN]\d{8}")
_MOST_SECRET = 20
# What stands for a line that nobody gave, because the standard wants one.
_NOT_KNOWN = "Not known"
_CALLED = ("name", "location_type", "description", "external_identifier")
_DECIMAL = re.compile(r"[-+]?\d{1,3}(?:\.\d{1,12})?")
_STEP_FREE = re.compile(
    r"\b(?:step[\s-]*free|wheelchair[\s-]*access\w*|level access|fully accessible)\b", re.I
)
_NEGATED = re.compile(r"\b(?:no|not|non|limited|partial|partly|without|un\w*|poor|some)\b", re.I)
# What a point was found by, where the feed says so: from any of these it is found again.
_BY_POSTCODE = frozenset({"postcode", "terminated_postcode", "sector"})


def read_places(service_key: str, value: Any, notes: Notes) -> list[dict[str, Any]]:
    """The different places of a service."""
    if value is None or not isinstance(value, list):
        if value is not None:
            notes.add("service_at_locations", value, left_out("These are no places."))
        return []
    found: dict[str, dict[str, Any]] = {}
    same: dict[str, str] = {}
    repeats = 0
    for number, held in enumerate(value):
        path = f"service_at_locations[{number}]"
        place = _place(service_key, number, held, notes, path)
        if place is None:
            continue
        first = place["key"] if place["key"] in found else same.setdefault(_signature(place), place["key"])
        if first in found:
            repeats += 1
            _join(found[first], place)
        else:
            found[place["key"]] = place
    if repeats:
        flaw = changed(f"{repeats:,} places are other places again.", "Each place is kept once.")
        notes.add("service_at_locations", None, flaw)
    return list(found.values())


def secret_places(service_key: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Places of which only their district may be known, as our own feed and tables tell them."""
    said = data.get("confidential_districts") or data.get("confidential_places")
    several = said.split(",") if isinstance(said, str) else said if isinstance(said, list) else []
    codes = [one.get("district_code") if isinstance(one, dict) else one for one in several]
    return [
        {
            "key": f"{service_key} @ secret {number}", "location_type": "physical", "confidential": True,
            "district": code, "addresses": [], "accessibility": [], "schedules": [], "terms": [],
        }
        for number, code in enumerate(codes[:_MOST_SECRET], 1)
        if isinstance(code, str) and _GSS.fullmatch(code)
    ]  # fmt: skip


def _place(service_key: str, number: int, held: Any, notes: Notes, path: str) -> dict[str, Any] | None:
    data = held.get("location") if isinstance(held, dict) else None
    if not isinstance(data, dict):
        notes.add(path, held, left_out("The feed does not say what this place is."))
        return None
    where = f"{path}.location."
    mended = mend_fields("location", data, notes, where)
    place = {name: mended[name] for name in _CALLED if name in mended}
    kind = str(data.get("location_type") or "physical").strip().lower()
    place["location_type"] = kind if kind in LOCATION_TYPE else "physical"
    if place.get("external_identifier") and mended.get("external_identifier_type"):
        place["external_identifier_type"] = mended["external_identifier_type"]
    place["addresses"] = _addresses(data, notes, where)
    place["accessibility"] = _accessibility(data, notes, where)
    place["schedules"] = (
        read_schedules(held["schedules"], notes, f"{path}.schedules") if "schedules" in held else []
    )
    place["attributes"] = data.get("attributes") if isinstance(data.get("attributes"), list) else []
    place["confidential"] = _is_secret(held, data, place, notes, path)
    _fill_point(place, data, notes, where)
    place["key"] = key_of_record(data) or short_key(f"{service_key} @ {_signature(place) or number}")
    return place


def _is_secret(
    held: Mapping[str, Any], data: Mapping[str, Any], place: Mapping[str, Any], notes: Notes, path: str
) -> bool:
    """Whether a place must stay private: any field says so, or its kind, or the words of its addresses."""
    addresses = [
        one
        for one in (data["addresses"] if isinstance(data.get("addresses"), list) else [])
        if isinstance(one, dict)
    ]
    secret = any([
        read_marks(held, notes, f"{path}."),
        read_marks(data, notes, f"{path}.location."),
        *(read_marks(one, notes, f"{path}.location.addresses[{at}].") for at, one in enumerate(addresses)),
    ])  # fmt: skip
    secret = secret or says_secret(str(data.get("location_type") or ""))
    lines = [place.get("name"), *(one.get(name) for one in addresses for name in _ADDRESS)]
    for line in lines:
        if isinstance(line, str) and marks_secret(line):
            notes.add(f"{path}.location", line, told_marked())
            secret = True
    return secret


def _addresses(data: Mapping[str, Any], notes: Notes, path: str) -> list[dict[str, Any]]:
    found = []
    for number, one in enumerate(data["addresses"] if isinstance(data.get("addresses"), list) else []):
        where = f"{path}addresses[{number}]."
        if not isinstance(one, dict):
            notes.add(where, one, left_out("This is no address."))
            continue
        mended = mend_fields("address", one, notes, where)
        row = {name: mended[name] for name in _ADDRESS if mended.get(name, _NOT_KNOWN) != _NOT_KNOWN}
        row["address_type"] = one["address_type"] if one.get("address_type") in LOCATION_TYPE else "physical"
        if "postal_code" in row:
            postcode = notes.take(
                f"{where}postal_code", row["postal_code"], read_postcode(row["postal_code"])
            )
            row["postal_code"] = str(postcode) if postcode else row["postal_code"]
        if row.keys() - {"address_type", "country"}:
            row["country"] = _country(row.get("country"))
            found.append(row)
    found += _lines(data.get("address_lines"))
    return list({repr(sorted(row.items())): row for row in found}.values())


def _lines(value: Any) -> list[dict[str, Any]]:
    """An address without a postcode, which is none to the standard, as our own feed tells it."""
    said = value if isinstance(value, list) else [value]
    return [
        {"address_1": line.strip(), "address_type": "physical", "country": "GB"}
        for line in said
        if isinstance(line, str) and line.strip()
    ]


def _country(said: str | None) -> str:
    return "GB" if not said or said.strip().upper() in _BRITISH else said


_BRITISH = frozenset({"GB", "UK", "GBR", "UNITED KINGDOM", "GREAT BRITAIN", "ENGLAND", "WALES", "SCOTLAND"})


def _accessibility(data: Mapping[str, Any], notes: Notes, path: str) -> list[dict[str, Any]]:
    found = []
    for number, one in enumerate(
        data["accessibility"] if isinstance(data.get("accessibility"), list) else []
    ):
        if not isinstance(one, dict):
            continue
        mended = mend_fields("accessibility", one, notes, f"{path}accessibility[{number}].")
        row = {name: mended[name] for name in _ACCESS if name in mended}
        if row:
            found.append(row)
    if all(row.get("accessibility") != "step-free" for row in found):
        _tell_step_free(found)
    return list({repr(sorted(row.items())): row for row in found}.values())


def _tell_step_free(rows: list[dict[str, Any]]) -> None:
    """Give our word to what says in others that one gets in without steps."""
    for row in rows:
        said = f"{row.get('accessibility', '')} {row.get('description', '')}"
        if _STEP_FREE.search(said) and not _NEGATED.search(said):
            row.setdefault("description", row.get("accessibility"))
            row["accessibility"] = "step-free"


def _fill_point(place: dict[str, Any], data: Mapping[str, Any], notes: Notes, path: str) -> None:
    """What the place can be found by: its postcode, and its coordinates if they are plausible."""
    for address in sorted(place["addresses"], key=lambda one: one["address_type"] != "physical"):
        written = read_postcode(address.get("postal_code", "")).value
        postcode = written or find_postcode(address.get("address_1", ""))
        if postcode is not None:
            place["postcode"] = str(postcode)
            break
    if place["location_type"] == "virtual":
        place.pop("postcode", None)
        return
    if place.get("postcode") and data.get("location_source") in _BY_POSTCODE:
        return
    latitude, longitude = _as_exact(*(_degrees(data.get(name)) for name in ("latitude", "longitude")))
    reading = read_coordinates(latitude, longitude)
    if reading.flaws:
        notes.add(f"{path}latitude", f"{latitude}, {longitude}", *reading.flaws)
    if reading.value:
        place["x"], place["y"], place["srid"], place["given_accuracy_m"] = reading.value
        told = data.get("accuracy_m")
        if isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= 100_000:
            place["given_accuracy_m"] = told


def _degrees(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value).strip()


def _as_exact(one: str, other: str) -> tuple[str, str]:
    """Both with the decimal places of the more exact: a number in JSON drops the noughts at its end."""
    if not (_DECIMAL.fullmatch(one) and _DECIMAL.fullmatch(other)):
        return one, other
    places = max(len(text.partition(".")[2]) for text in (one, other))
    return (f"{Decimal(one):.{places}f}", f"{Decimal(other):.{places}f}") if places else (one, other)


def _signature(place: Mapping[str, Any]) -> str:
    """What makes two places one: the same name and address, or the same point and name."""
    lines = [
        " ".join(str(address.get(name, "")) for name in ("address_1", "postal_code"))
        for address in place["addresses"]
    ]
    point = f"{place.get('x', '')} {place.get('y', '')}"
    return " | ".join([place.get("name", ""), *lines, "" if any(lines) else point]).strip(" |").lower()


def _join(first: dict[str, Any], again: dict[str, Any]) -> None:
    """What the repetition of a place says besides is kept with the first."""
    first["confidential"] = first["confidential"] or again["confidential"]
    for name in ("schedules", "accessibility", "addresses", "attributes"):
        first[name] += [one for one in again[name] if one not in first[name]]
    if first.get("x") is None and again.get("x") is not None:
        first |= {name: again[name] for name in ("x", "y", "srid", "given_accuracy_m")}
    first.setdefault("postcode", again.get("postcode"))
