"""What a service of a feed costs: its cost options, or what its text about fees says for certain."""

from typing import Any

from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.values import mend_fields
from assetmap.ingest.normalise.costs import Cost, read_costs
from assetmap.ingest.normalise.reading import left_out

_LARGEST = 99_999_999
_DATES = ("valid_from", "valid_to")


def read_prices(value: Any, fees: str | None, notes: Notes) -> list[dict[str, Any]]:
    """Rows of `cost_option`; a price that came as text is read as people write prices."""
    found: list[dict[str, Any]] = []
    for number, one in enumerate(value if isinstance(value, list) else []):
        path = f"cost_options[{number}]."
        if isinstance(one, dict):
            found += _option(one, notes, path)
        else:
            notes.add(path, one, left_out("This is no price."))
    if not found and fees:
        reading = read_costs(fees)
        found = [] if reading.flaws else [_row(cost) for cost in reading.value if cost.amount is not None]
    return list({repr(sorted(row.items())): row for row in found}.values())


def _option(data: dict[str, Any], notes: Notes, path: str) -> list[dict[str, Any]]:
    said = data.get("amount")
    words: list[dict[str, Any]] = []
    if isinstance(said, str) and said.strip():
        words = [_row(cost) for cost in notes.take(f"{path}amount", said, read_costs(said.strip()))]
        data = {name: held for name, held in data.items() if name != "amount"}
    row: dict[str, Any] = mend_fields("cost_option", data, notes, path)
    row = {name: row[name] for name in (*_DATES, "option", "amount", "amount_description") if name in row}
    if "amount" in row and not 0 <= row["amount"] <= _LARGEST:
        notes.add(f"{path}amount", row.pop("amount"), left_out("This is no price."))
    if all(name in row for name in _DATES) and row["valid_from"] > row["valid_to"]:
        notes.add(f"{path}valid_to", row.pop("valid_to"), left_out("The price would end before it begins."))
    if words:
        return [word | row for word in words]
    return [row] if row.keys() - set(_DATES) else []


def _row(cost: Cost) -> dict[str, Any]:
    row = {
        "amount": None if cost.amount is None else str(cost.amount),
        "option": cost.option,
        "amount_description": cost.description,
    }
    return {name: value for name, value in row.items() if value is not None}
