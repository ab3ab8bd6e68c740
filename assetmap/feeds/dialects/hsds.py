"""HSDS 3.0 as it is spoken elsewhere, in the words of its profile for the United Kingdom."""

from collections.abc import Mapping
from typing import Any

from assetmap.feeds.dialects.words import joined, paragraphs, place_schedules, records

_ABOUT = {
    "eligibility_description": "Who it is for",
    "application_process": "How to join",
    "wait_time": "Waiting time",
    "interpretation_services": "Interpreters",
}
_MOVED = frozenset({*_ABOUT, "fees_description", "phones"})


def from_hsds(service: Mapping[str, Any]) -> dict[str, Any]:
    """A service with what only HSDS has moved to where the profile looks for it."""
    found = {name: value for name, value in service.items() if name not in _MOVED}
    text = paragraphs(
        service.get("description"), {words: service.get(name) for name, words in _ABOUT.items()}
    )
    if text is not None:
        found["description"] = text
    if service.get("fees_description") and not service.get("fees"):
        found["fees"] = service["fees_description"]
    contacts = [*records(service, "contacts"), *_desks(service)]
    if contacts:
        found["contacts"] = contacts
    if "service_at_locations" in service:
        found["service_at_locations"] = [
            _at_location(one) for one in records(service, "service_at_locations")
        ]
        schedules = records(service, "schedules")
        if any("service_at_location_id" in rule for rule in schedules):
            found["schedules"] = place_schedules(found["service_at_locations"], schedules)
    if "attributes" in service:
        found["attributes"] = [_attribute(one) for one in records(service, "attributes")]
    return found


def _desks(service: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Telephones that belong to nobody: the service's own, those of its places, else the organization's."""
    desks = [{"phones": phones} for phones in [records(service, "phones")] if phones]
    for held in records(service, "service_at_locations"):
        place = held.get("location")
        phones = [*records(held, "phones"), *(records(place, "phones") if isinstance(place, dict) else [])]
        where = place.get("name") if isinstance(place, dict) else None
        if phones:
            desks.append({"phones": [({"description": where} if where else {}) | phone for phone in phones]})
    organization = service.get("organization")
    told = any(records(contact, "phones") for contact in records(service, "contacts"))
    if not desks and not told and isinstance(organization, dict):
        phones = records(organization, "phones")
        desks = [{"phones": phones}] if phones else []
    return desks


def _at_location(held: Mapping[str, Any]) -> dict[str, Any]:
    place = held.get("location")
    found = dict(held)
    if isinstance(place, dict):
        location = dict(place)
        addresses = records(place, "addresses")
        if addresses:
            location["addresses"] = [_address(one) for one in addresses]
        found["location"] = location
    return found


def _address(address: Mapping[str, Any]) -> dict[str, Any]:
    lines = joined((address.get("address_1"), address.get("address_2")))
    found = {name: value for name, value in address.items() if name != "address_2"}
    return found | ({"address_1": lines} if address.get("address_2") and lines else {})


def _attribute(attribute: Mapping[str, Any]) -> dict[str, Any]:
    term = attribute.get("taxonomy_term")
    if not isinstance(term, dict):
        return dict(attribute)
    known = dict(term)
    if "term" not in known and isinstance(known.get("code"), str | int):
        known["term"] = str(known["code"])
    detail = term.get("taxonomy_detail")
    if isinstance(detail, dict):
        known["taxonomy"] = known.get("taxonomy") or detail.get("name")
        known["taxonomy_id"] = known.get("taxonomy_id") or detail.get("id")
    return {**attribute, "taxonomy_term": known}
