"""Open Referral UK 1.0 in the words of 3.0."""

from collections.abc import Mapping
from typing import Any

from assetmap.feeds.dialects.words import joined, paragraphs, place_schedules, records

_DELIVERY = {
    "venue": "in-person",
    "in person": "in-person",
    "phone": "telephone",
    "telephone": "telephone",
    "online": "online",
    "home visit": "at-home",
    "at home": "at-home",
}
_SAME = """
id name description url email status fees accreditations assured_date organization service_areas cost_options
contacts last_modified minimum_age maximum_age alert
""".split()


def from_oruk1(service: Mapping[str, Any]) -> dict[str, Any]:
    """A service of version 1.0, renamed; what 3.0 has no place for becomes a paragraph of the description."""
    found = {name: service[name] for name in _SAME if name in service}
    organization = service.get("organization")
    if isinstance(organization, dict) and "website" not in organization and "url" in organization:
        found["organization"] = {**organization, "website": organization["url"]}
    found["service_at_locations"] = [_at_location(one) for one in records(service, "service_at_locations")]
    schedules = records(service, "regular_schedules") or records(service, "schedules")
    found["schedules"] = place_schedules(found["service_at_locations"], schedules)
    found["languages"] = [
        {name: value for name, value in one.items() if name != "language"}
        | {"name": one.get("language") or one.get("name")}
        for one in records(service, "languages")
    ]
    found["funding"] = records(service, "fundings") or records(service, "funding")
    found["attributes"] = _attributes(service)
    found["delivery"] = [_DELIVERY[way] for way in _words(service.get("attending_type")) if way in _DELIVERY]
    _eligibility(service, found)
    return {name: value for name, value in found.items() if value not in ([], {})}


def _at_location(held: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in held.items() if name not in ("regular_schedule", "location")}
    schedules = records(held, "regular_schedule") or records(held, "regular_schedules")
    if schedules:
        found["schedules"] = schedules
    place = held.get("location")
    if isinstance(place, dict):
        found["location"] = _location(place)
    return found


def _location(place: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"location_type": "physical"} | dict(place)
    addresses = records(found, "physical_addresses") or records(found, "physical_address")
    for name in ("physical_addresses", "physical_address", "accessibility_for_disabilities"):
        found.pop(name, None)
    if addresses:
        found["addresses"] = [{"address_type": "physical"} | one for one in addresses]
    access = records(place, "accessibility_for_disabilities")
    if access:
        found["accessibility"] = [
            {**one, "description": one.get("description") or one.get("accessibility")} for one in access
        ]
    return found


def _attributes(service: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = list(records(service, "attributes"))
    for one in records(service, "service_taxonomys") or records(service, "service_taxonomies"):
        term = one.get("taxonomy")
        if isinstance(term, dict):
            known = {"id": term.get("id"), "term": term.get("id"), "name": term.get("name")}
            vocabulary = term.get("vocabulary") or _prefix(term.get("id"))
            found.append(
                {
                    "id": one.get("id"),
                    "link_type": "service",
                    "taxonomy_term": known | ({"taxonomy": vocabulary} if vocabulary else {}),
                }
            )
    return found


def _prefix(key: Any) -> str | None:
    """The vocabulary that a term's id such as `esdServiceTypes:123` begins with."""
    return key.rpartition(":")[0] or None if isinstance(key, str) else None


def _eligibility(service: Mapping[str, Any], found: dict[str, Any]) -> None:
    limits = records(service, "eligibilitys") or records(service, "eligibilities")
    for name, widest in (("minimum_age", min), ("maximum_age", max)):
        ages = [one[name] for one in limits if isinstance(one.get(name), int | float)]
        if ages and name not in found and len(ages) == len(limits):
            found[name] = widest(ages)
    who = joined(one.get("eligibility") for one in limits)
    access = joined(_words(service.get("attending_access")))
    text = paragraphs(service.get("description"), {"Who it is for": who, "How to come": access})
    if text:
        found["description"] = text


def _words(value: Any) -> list[str]:
    return [word.strip().lower() for word in value.split(",")] if isinstance(value, str) else []
