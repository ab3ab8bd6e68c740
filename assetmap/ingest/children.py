"""The lists that belong to a row (prices, hours, telephones …) as JSON, each text of it made once."""

import re
from functools import lru_cache
from typing import Any

import orjson

from assetmap.ingest.normalise.costs import Cost
from assetmap.ingest.normalise.hours import schedule_of
from assetmap.opening import Opening

#: No row has more rules than this; SQL finds a row's schedules again by counting as far.
MOST_SCHEDULES = 60

_STEP_FREE = re.compile(
    r"\b(?:step[\s-]*free|wheelchair[\s-]*(?:access|friendly|user)|level access|fully accessible)", re.I
)
_NEGATED = re.compile(r"\b(?:no|not|non|limited|partial|partly|without|un\w*|poor|some)\b", re.I)


def json_text(value: Any) -> str:
    """Compact JSON."""
    return orjson.dumps(value).decode()


@lru_cache(maxsize=65_536)
def costs_json(costs: tuple[Cost, ...]) -> str | None:
    """Rows of `cost_option`."""
    if not costs:
        return None
    return json_text(
        [
            {
                "amount": None if cost.amount is None else str(cost.amount),
                "option": cost.option,
                "amount_description": cost.description,
            }
            for cost in costs
        ]
    )


@lru_cache(maxsize=65_536)
def schedules_json(openings: tuple[Opening, ...]) -> str | None:
    """Rows of `schedule`."""
    return json_text([schedule_of(opening) for opening in openings[:MOST_SCHEDULES]]) if openings else None


def phones_json(numbers: tuple[str, ...]) -> str | None:
    """Rows of `phone`."""
    return json_text(numbers) if numbers else None


@lru_cache(maxsize=4_096)
def languages_json(languages: tuple[tuple[str, str | None], ...]) -> str | None:
    """Rows of `language`."""
    return json_text([{"name": name, "code": code} for name, code in languages]) if languages else None


@lru_cache(maxsize=16_384)
def areas_json(areas: tuple[tuple[str, str | None], ...]) -> str | None:
    """Rows of `service_area`."""
    return json_text([{"name": name, "code": code} for name, code in areas]) if areas else None


@lru_cache(maxsize=16_384)
def accessibility_json(step_free: bool | None, text: str) -> str | None:
    """Rows of `accessibility`: the word `step-free` where it is sure, and what was written."""
    rows: list[dict[str, str | None]] = []
    if step_free is None and _STEP_FREE.search(text) and not _NEGATED.search(text):
        step_free = True
    if step_free:
        rows.append({"accessibility": "step-free", "description": "Step-free access"})
    elif step_free is False:
        rows.append({"accessibility": None, "description": "Not step-free"})
    if text:
        rows.append({"accessibility": None, "description": text})
    return json_text(rows) if rows else None


@lru_cache(maxsize=16_384)
def array_text(codes: tuple[str, ...]) -> str:
    """Codes as a PostgreSQL array; codes hold letters, digits and hyphens only."""
    return "{" + ",".join(codes) + "}"
