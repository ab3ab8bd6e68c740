"""What HSDS-UK cannot say and we can, where a feed says it as ours do, or in words that leave no doubt."""

from collections.abc import Mapping
from typing import Any

from assetmap.feeds.lint.values import read_day
from assetmap.ingest.normalise.ways import read_delivery
from assetmap.listing.records import ways
from assetmap.model.words import DELIVERY, JOINING

_COUNTS = {"waiting_days": "waiting_stated_on", "capacity": "capacity_stated_on"}
_MOST = 1_000_000


def fill_extras(found: dict[str, Any], data: Mapping[str, Any]) -> None:
    """Stage how a service is delivered and joined, its wait and its places, and whether it was invented."""
    delivery = data.get("delivery") or _filed(data, ways.DELIVERY.name)
    found["delivery"] = _codes(delivery, DELIVERY) or _implied(found)
    found["joining"] = _codes(data.get("joining") or _filed(data, ways.JOINING.name), JOINING)
    found["sample"] = data.get("sample") is True
    for name, stated in _COUNTS.items():
        count = data.get(name)
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < _MOST:
            day = read_day(data.get(stated)) or read_day(found.get("assured_date"))
            found |= {name: count} | ({stated: day.isoformat()} if day else {})


def _filed(data: Mapping[str, Any], taxonomy: str) -> list[Any]:
    """The terms of one of our taxonomies under which a service is filed."""
    attributes = data.get("attributes")
    terms = [
        one.get("taxonomy_term")
        for one in (attributes if isinstance(attributes, list) else [])
        if isinstance(one, dict)
    ]
    return [term.get("term") for term in terms if isinstance(term, dict) and term.get("taxonomy") == taxonomy]


def _codes(value: Any, known: tuple[str, ...]) -> list[str]:
    said = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    words = {str(one).strip().lower() for one in said}
    return [code for code in known if code in words]


def _implied(found: Mapping[str, Any]) -> list[str]:
    """The ways that schedules speak of, and in person or online as the kinds of its places say."""
    said: set[str] = set()
    schedules = [*found["schedules"], *(rule for place in found["places"] for rule in place["schedules"])]
    for rule in schedules:
        said |= set(read_delivery(rule.get("attending_type") or "").value)
    kinds = {place["location_type"] for place in found["places"]}
    if "virtual" in kinds:
        said |= {"online"} | ({"in-person"} if "physical" in kinds else set())
    elif said and "physical" in kinds:
        said.add("in-person")
    return [code for code in DELIVERY if code in said]
