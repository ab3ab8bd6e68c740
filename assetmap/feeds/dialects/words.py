"""What the translations share: lists that may be one record or none, and text put under headings."""

from collections.abc import Iterable, Mapping
from typing import Any


def records(holder: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The records under a name, where feeds also put one record, null or nonsense."""
    found = holder.get(name)
    if isinstance(found, dict):
        found = [found]
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def place_schedules(places: list[dict[str, Any]], schedules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Move each schedule that names a place to that place; returns those that name none."""
    by_id = {str(held["id"]): held for held in places if "id" in held}
    left = []
    for rule in schedules:
        of = rule.get("service_at_location")
        key = of.get("id") if isinstance(of, dict) else rule.get("service_at_location_id")
        held = by_id.get(str(key))
        if held is None:
            left.append(rule)
        else:
            plain = {name: value for name, value in rule.items() if name != "service_at_location"}
            held["schedules"] = [*records(held, "schedules"), plain]
    return left


def joined(values: Iterable[Any]) -> str:
    """The different texts among values, one after the other."""
    return ", ".join(dict.fromkeys(text.strip() for text in values if isinstance(text, str) and text.strip()))


def paragraphs(text: Any, more: Mapping[str, Any]) -> Any:
    """A text with further ones below it, each under what it is about; unchanged where there is none."""
    found = [
        f"{about}: {said.strip()}" for about, said in more.items() if isinstance(said, str) and said.strip()
    ]
    found = [one for one in found if not isinstance(text, str) or one.partition(": ")[2] not in text]
    if not found:
        return text
    return "\n\n".join([text, *found] if isinstance(text, str) and text.strip() else found)
