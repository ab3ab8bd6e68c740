"""Plain English for codes, distances and dates: what a page says where the listing has a word of its own."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

METRES_A_MILE = 1609.344
STALE_DAYS = 183

DELIVERY: Mapping[str, str] = {
    "in-person": "In person",
    "online": "Online",
    "telephone": "By telephone",
    "at-home": "At home",
}
JOINING: Mapping[str, str] = {
    "self-referral": "get in touch yourself",
    "gp": "through a GP",
    "link-worker": "through a link worker",
    "other": "through another service",
}
PARTS: Mapping[str, str] = {
    "morning": "Morning (before 12)",
    "afternoon": "Afternoon (12 to 5)",
    "evening": "Evening (after 5)",
}
RADII: Mapping[int, str] = {
    800: "Half a mile",
    1_600: "1 mile",
    3_200: "2 miles",
    5_000: "3 miles",
    8_000: "5 miles",
    16_000: "10 miles",
    30_000: "19 miles",
}
LOCATED: Mapping[str, str] = {
    "given": "from coordinates that the provider gave",
    "uprn": "from the building's unique property reference",
    "postcode": "from its postcode",
    "terminated_postcode": "from a postcode that is no longer in use",
    "sector": "from the first part of its postcode only",
    "place_name": "from the name of the place",
    "pin": "from a pin placed on a map",
}


def in_miles(metres: float | None) -> str:
    """Say a distance as people in Britain do: yards when near, then miles."""
    if metres is None:
        return ""
    miles = metres / METRES_A_MILE
    if miles < 0.1:
        return "Under 0.1 miles"
    if miles < 9.95:
        said = f"{miles:.1f}".removesuffix(".0")
        return f"{said} {'mile' if said == '1' else 'miles'}"
    return f"{miles:.0f} miles"


def how_exact(accuracy_m: int | None) -> str:
    """Say how far a point may be off; nothing where it is exact enough to walk to."""
    if not accuracy_m or accuracy_m <= 25:
        return ""
    if accuracy_m < 1_000:
        return f"within about {round(accuracy_m, -1)} metres"
    return f"within about {in_miles(accuracy_m)}"


def say_date(day: date | str | None) -> str:
    """Say a date as `4 March 2026`."""
    if not day:
        return ""
    day = day if isinstance(day, date) else date.fromisoformat(day[:10])
    return f"{day.day} {day:%B %Y}"


def is_stale(day: date | str | None, today: date | None = None) -> bool:
    """Say whether a date lies more than six months back."""
    if not day:
        return False
    day = day if isinstance(day, date) else date.fromisoformat(day[:10])
    return ((today or date.today()) - day).days > STALE_DAYS  # noqa: DTZ011


def days_ago(day: date | str, today: date | None = None) -> str:
    """Say how long ago a day was: `today`, `yesterday`, `18 days ago`."""
    day = date.fromisoformat(str(day)[:10])
    days = max(((today or date.today()) - day).days, 0)  # noqa: DTZ011
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def count(number: int, noun: str, plural: str = "") -> str:
    """Say `1 service` or `1,204 services`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(parts: Iterable[str]) -> str:
    """Join words as a sentence does: `a, b and c`."""
    words = [part for part in parts if part]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def how_to_join(ways: Iterable[str]) -> str:
    """Say how a service is joined, as one sentence."""
    each = said(ways, JOINING)
    alone = [way for way in each if not way.startswith("through ")]
    *others, last = [way.removeprefix("through ") for way in each if way.startswith("through ")] or [""]
    through = f"through {' or '.join(filter(None, (', '.join(others), last)))}" if last else ""
    pause = ", or " if alone and others else " or "
    return capitalized(pause.join(filter(None, (" or ".join(alone), through))))


def said(codes: Iterable[str], meanings: Mapping[str, str]) -> list[str]:
    """Return the plain words for codes, in the order of the meanings; an unknown code stands for itself."""
    given = list(codes)
    known = [meaning for code, meaning in meanings.items() if code in given]
    return known + [code for code in given if code not in meanings]


def ages(card: Mapping[str, Any]) -> str:
    """Say whom a service is for by age: nothing where it is for everybody."""
    low, high = card.get("minimum_age"), card.get("maximum_age")
    if low is None and high is None:
        return ""
    if high is None:
        return f"People aged {low} and over"
    return f"People aged {low} to {high}" if low else f"People aged {high} and under"


def days_as_time(days: int) -> str:
    """Say a wait in days as people do: `10 days`, `about 3 weeks`, `about 4 months`."""
    if days == 0:
        return "No wait"
    if days <= 13:
        return count(days, "day")
    if days < 70:
        return f"About {round(days / 7)} weeks"
    return f"About {round(days / 30.4)} months"


def capitalized(text: str) -> str:
    """Return a text with its first letter a capital and the rest as it was."""
    return text[:1].upper() + text[1:]


def uncapitalized(text: str) -> str:
    """Return a text with its first letter small, unless the word is an abbreviation such as `GP`."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def paragraphs(text: str | None) -> list[str]:
    """Split a text at its empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text or "") if part.strip()]


def is_web_address(text: str | None) -> bool:
    """Say whether a text may be made a link: only a web address may, never `javascript:`."""
    parts = urlsplit(text or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def dialled(number: str) -> str:
    """Return what a telephone dials of a number as people write it, without its extension."""
    plain = re.split(r"(?i)\s*(?:ext|x)\.?\s*\d", number.replace("(0)", ""))[0]
    return re.sub(r"[^0-9+]", "", plain)


def distinct(parts: Iterable[str | None]) -> list[str]:
    """Return what is not empty, each once, in order."""
    return list(dict.fromkeys(part for part in parts if part))


FILTERS: dict[str, Callable[..., Any]] = {
    "miles": in_miles,
    "exactness": how_exact,
    "date": say_date,
    "stale": is_stale,
    "days_ago": days_ago,
    "count": count,
    "listed": listed,
    "wait": days_as_time,
    "capitalized": capitalized,
    "uncapitalized": uncapitalized,
    "paragraphs": paragraphs,
    "web_address": is_web_address,
    "distinct": distinct,
    "dialled": dialled,
    "delivery": lambda codes: said(codes, DELIVERY),
    "joining": how_to_join,
    "located": lambda source: LOCATED.get(source, ""),
}
