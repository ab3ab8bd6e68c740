"""What no single field shows: pairs that contradict each other, and records that help nobody."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeGuard

from assetmap.errors import PostcodeInvalid
from assetmap.feeds.lint.finding import Finding, could_be_better, fails, surprises
from assetmap.feeds.lint.people import looks_personal
from assetmap.feeds.lint.values import read_day
from assetmap.feeds.places import judge
from assetmap.feeds.standard import ENTITIES
from assetmap.postcode import Postcode

_OLD_DAYS = 92  # three months, the longest that the guidance lets pass between two assurances
_OLDEST = 120
_SHORT = 30
_OCCURRENCE = re.compile(r"[+-]?\d")
# As text: a number may be longer than Python reads.
_WEEKS = frozenset(f"{noughts}{week}" for noughts in ("", "0") for week in range(1, 6))

Rule = Callable[[Mapping[str, Any], date], Iterator[Finding]]


def check_record(kind: str, data: Mapping[str, Any], today: date) -> Iterator[Finding]:
    """Judge a record's fields against each other."""
    if kind in _RULES:
        yield from _RULES[kind](data, today)


def check_help(service: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge whether a service that came with all that belongs to it tells people enough."""
    if not service.get("organization") and not service.get("organization_id"):
        yield surprises("has no organization, so nobody sees who runs it.", "organization")
    contacts = _records(service, "contacts")
    phones = [phone for contact in contacts for phone in _records(contact, "phones")]
    if not (service.get("url") or service.get("email") or phones):
        yield could_be_better("names no web address, e-mail address or telephone, so nobody can join.")
    if not service.get("attributes"):
        yield could_be_better("is in no category, so nobody finds it by need.", "attributes")
    if not service.get("service_at_locations") and not service.get("service_areas"):
        yield could_be_better("names no place and no area, so no map shows it.", "service_at_locations")


def _service(data: Mapping[str, Any], today: date) -> Iterator[Finding]:
    yield from _ages(data)
    yield from _assurance(data, today)
    description = data.get("description")
    if not description or (isinstance(description, str) and len(description.strip()) < _SHORT):
        yield could_be_better("says too little of what happens there.", "description", description)
    for field in ("email", "assurer_email"):
        if looks_personal(data.get(field)):
            yield could_be_better("looks like the e-mail address of one person.", field, data[field])
    modified = read_day(data.get("last_modified"))
    if modified and modified > today:
        yield surprises("is in the future.", "last_modified", data["last_modified"])


def _ages(data: Mapping[str, Any]) -> Iterator[Finding]:
    for field in ("minimum_age", "maximum_age"):
        age = data.get(field)
        if _is_number(age) and not 0 <= age <= _OLDEST:
            yield surprises("is no age that a person has.", field, age)
    youngest, oldest = data.get("minimum_age"), data.get("maximum_age")
    if _is_number(youngest) and _is_number(oldest) and youngest > oldest:
        yield surprises("is above maximum_age, so nobody may come.", "minimum_age", youngest)


def _assurance(data: Mapping[str, Any], today: date) -> Iterator[Finding]:
    given = data.get("assured_date")
    assured = read_day(given)
    if assured and assured > today:
        yield surprises("is in the future.", "assured_date", given)
    elif assured and (today - assured).days > _OLD_DAYS:
        yield could_be_better("is over three months ago.", "assured_date", given)
    elif given is None:
        yield could_be_better("is not given, so nobody knows how fresh this is.", "assured_date")


def _organization(data: Mapping[str, Any], _today: date) -> Iterator[Finding]:
    if looks_personal(data.get("email")):
        yield could_be_better("looks like the e-mail address of one person.", "email", data["email"])


def _location(data: Mapping[str, Any], _today: date) -> Iterator[Finding]:
    latitude, longitude = data.get("latitude"), data.get("longitude")
    if latitude is None and longitude is None:
        if data.get("location_type") == "physical" and not _postcodes(data):
            yield could_be_better("has neither coordinates nor a postcode, so no map shows it.")
    elif latitude is None or longitude is None:
        missing = "latitude" if latitude is None else "longitude"
        yield surprises("is missing beside the other coordinate.", missing)
    elif _is_number(latitude) and _is_number(longitude):
        yield from _coordinates(latitude, longitude)


def _coordinates(latitude: float, longitude: float) -> Iterator[Finding]:
    pair = f"{latitude}, {longitude}"
    for field, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not abs(value) <= most:
            yield fails(f"is off the Earth; {most} is the most.", field, value)
    verdict = judge(latitude, longitude)
    if verdict == "swapped":
        yield surprises(
            "looks like the longitude, and the longitude like it: they are swapped.", "latitude", pair
        )
    elif verdict == "nowhere":
        yield surprises("is 0 with longitude 0, in the sea off Africa.", "latitude", pair)
    elif verdict == "abroad" and abs(latitude) <= 90 and abs(longitude) <= 180:
        yield surprises("is outside the United Kingdom.", "latitude", pair)


def _address(data: Mapping[str, Any], _today: date) -> Iterator[Finding]:
    country = data.get("country")
    if isinstance(country, str) and country.strip().upper() not in ("GB", "UK", ""):
        yield surprises("is not GB.", "country", country)
    elif country == "UK":
        yield could_be_better("is UK; the code of the United Kingdom is GB.", "country", country)
    postcode = data.get("postal_code")
    if isinstance(postcode, str) and postcode.strip():
        try:
            Postcode.parse(postcode)
        except PostcodeInvalid as error:
            yield surprises(f"is no postcode of the United Kingdom: {error.message}", "postal_code", postcode)


def _schedule(data: Mapping[str, Any], today: date) -> Iterator[Finding]:
    yield from _recurrence(data)
    opens, closes = data.get("opens_at"), data.get("closes_at")
    if bool(opens) != bool(closes):
        yield surprises("is missing beside the other time.", "closes_at" if opens else "opens_at")
    elif isinstance(opens, str) and isinstance(closes, str) and closes[:5] == opens[:5]:
        # An earlier one is on the next day, as of a shelter for the night.
        yield surprises("is the same as opens_at.", "closes_at", f"{opens} to {closes}")
    yield from _validity(data)
    ended = read_day(data.get("valid_to"))
    if ended and ended < today:
        yield could_be_better("is past, so this rule no longer says anything.", "valid_to", data["valid_to"])


def _recurrence(data: Mapping[str, Any]) -> Iterator[Finding]:
    freq, byday = data.get("freq"), data.get("byday")
    if isinstance(byday, str) and _OCCURRENCE.search(byday):
        if freq != "MONTHLY":
            yield fails("counts weeks of the month, which only a MONTHLY rule may.", "byday", byday)
        elif any(number.lstrip("+-") not in _WEEKS for number in re.findall(r"[+-]?\d+", byday)):
            yield fails("counts to a week that no month has.", "byday", byday)
    if data.get("bymonthday") and freq == "WEEKLY":
        yield fails(
            "stands in a WEEKLY rule; only a MONTHLY rule may have it.", "bymonthday", data["bymonthday"]
        )
    if freq and not byday and not data.get("bymonthday") and not data.get("dtstart"):
        yield surprises("is given without the day on which it happens.", "freq", freq)
    if byday and not freq:
        yield surprises("is given without freq, so nobody knows how often.", "byday", byday)
    interval = data.get("interval")
    if _is_number(interval) and interval > 1 and not data.get("dtstart"):
        yield could_be_better(
            "is more than 1 without dtstart, so nobody knows which weeks are meant.", "interval", interval
        )


def _validity(data: Mapping[str, Any], *_: Any) -> Iterator[Finding]:
    begins, ends = read_day(data.get("valid_from")), read_day(data.get("valid_to"))
    if begins and ends and begins > ends:
        yield surprises("is after valid_to.", "valid_from", data["valid_from"])


def _cost_option(data: Mapping[str, Any], _today: date) -> Iterator[Finding]:
    yield from _validity(data)
    amount = data.get("amount")
    if _is_number(amount) and amount < 0:
        yield surprises("is less than nothing.", "amount", amount)
    if amount is None and not data.get("option") and not data.get("amount_description"):
        yield surprises("says neither what it costs nor whom.")


def _attribute(data: Mapping[str, Any], _today: date) -> Iterator[Finding]:
    linked = data.get("link_type")
    if isinstance(linked, str) and linked not in ENTITIES:
        yield surprises("is none of the standard's tables.", "link_type", linked)


def _postcodes(location: Mapping[str, Any]) -> list[Any]:
    return [one["postal_code"] for one in _records(location, "addresses") if one.get("postal_code")]


def _records(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = data.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_RULES: dict[str, Rule] = {
    "service": _service,
    "organization": _organization,
    "location": _location,
    "address": _address,
    "schedule": _schedule,
    "cost_option": _cost_option,
    "attribute": _attribute,
}
