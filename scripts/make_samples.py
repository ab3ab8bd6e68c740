#!/usr/bin/env python3
"""Write the sample services from the hand-written lists in scripts/samples and the postcodes of the pack.

Everything that a reader sees is written by hand in those lists. What is worked out here is only what would be
tiresome to keep by hand: a live postcode inside the wanted ward, a reference, and the day of the last check.
The same lists and the same postcodes always give the same file.
"""

import csv
import gzip
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zlib import crc32

CHECKOUT = Path(__file__).resolve().parents[1]
LISTS = CHECKOUT / "scripts" / "samples"
POSTCODES = CHECKOUT / "data" / "postcodes" / "live.csv.gz"
OUTPUT = CHECKOUT / "data" / "services" / "sample_services.csv"

COLUMNS = (
    "Ref", "Service name", "Organisation", "Description", "Category", "Venue", "Address", "Town", "Postcode",
    "Opening times", "Cost", "Ages", "How delivered", "How to join", "Step-free", "Accessibility notes",
    "Area served", "Website", "Phone", "Email", "Waiting time", "Capacity", "Confidential", "Last checked",
    "Sample",
)  # fmt: skip

# Of a hundred entries, how many were last checked in each stretch of time: most lately, some long ago.
CHECKED = (
    (60, date(2026, 6, 1), date(2026, 10, 30)),
    (25, date(2026, 1, 5), date(2026, 5, 31)),
    (11, date(2025, 3, 1), date(2025, 12, 19)),
    (4, date(2023, 9, 1), date(2024, 6, 28)),
)

Table = Mapping[str, Any]
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Live:
    """A live postcode with its grid reference in metres."""

    postcode: str
    easting: int
    northing: int


class Lists:
    """The hand-written lists, and the live postcodes of the wards that they name."""

    def __init__(self, folder: Path = LISTS, postcodes: Path = POSTCODES) -> None:
        self.organisations = _read(folder / "organisations.toml")
        self.places = _read(folder / "places.toml")
        self.services: list[Table] = [
            service for path in sorted(folder.glob("*.toml")) for service in _read(path).get("service", ())
        ]
        self._live = _live_postcodes(postcodes, {place["ward"] for place in self.places.values()})

    def rows(self) -> list[Row]:
        """Every row of the spreadsheet, ordered by name and town."""
        made = [row for service in self.services for row in self._rows_of(service)]
        return sorted(made, key=lambda row: (row["Service name"].strip().casefold(), row["Town"], row["Ref"]))

    def postcode_of(self, key: str) -> str:
        """A live postcode in the middle third of a place's ward, or of its sector; always the same one."""
        place = self.places[key]
        found = [
            live for live in self._live[place["ward"]] if live.postcode.startswith(place.get("sector", ""))
        ]
        if not found:
            sys.exit(f"places.toml: {key} has no live postcode in {place['ward']} {place.get('sector', '')}")
        middle = median(live.easting for live in found), median(live.northing for live in found)
        found.sort(key=lambda live: (_square(live, middle), live.postcode))
        central = found[: max(len(found) // 3, 5)]
        return central[crc32(key.encode()) % len(central)].postcode

    def _rows_of(self, service: Table) -> Iterator[Row]:
        at = service.get("at")
        for number, key in enumerate(at if isinstance(at, list) else [at]):
            one = {name: _nth(value, number) for name, value in service.items()}
            yield self._row(one, key)

    def _row(self, service: Table, key: str | None) -> Row:
        organisation = self.organisations[service["by"]]
        place = self.places[key] if key else {}
        name = service["name"].replace("{place}", place.get("known_as", place.get("town", "")))
        seed = crc32(f"{name}|{key}".encode())
        row = {
            "Ref": f"KM-{seed:08X}",
            "Service name": name,
            "Organisation": organisation["name"],
            "Description": service["about"],
            "Category": service["category"],
            "Venue": place.get("venue", ""),
            "Address": place.get("address", ""),
            "Town": place.get("town", ""),
            "Postcode": self.postcode_of(key) if key else "",
            "Opening times": service.get("when", ""),
            "Cost": service.get("cost", "Free"),
            "Ages": service.get("ages", ""),
            "How delivered": service.get("how", "In person"),
            "How to join": service.get("join", "Self-referral"),
            "Step-free": service.get("step_free", place.get("step_free", "")),
            "Accessibility notes": service.get("access", place.get("access", "")),
            "Area served": service.get("area", ""),
            "Website": organisation.get("website", ""),
            "Phone": organisation.get("phone", ""),
            "Email": organisation.get("email", ""),
            "Waiting time": service.get("waiting", ""),
            "Capacity": service.get("capacity", ""),
            "Confidential": service.get("confidential", ""),
            "Last checked": "" if organisation.get("real") else f"{_checked_on(seed):%d/%m/%Y}",
            "Sample": "yes",
        }
        return _untidy(row, service.get("mess", ""))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _live_postcodes(path: Path, wards: set[str]) -> dict[str, list[Live]]:
    live: dict[str, list[Live]] = {ward: [] for ward in wards}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            # Quality 10 is a surveyed address; the rest may stand in for a whole sector.
            if row["ward_code"] in live and row["positional_quality"] == "10":
                live[row["ward_code"]].append(
                    Live(row["postcode"], int(row["easting"]), int(row["northing"]))
                )
    return live


def _square(live: Live, middle: tuple[float, float]) -> float:
    return (live.easting - middle[0]) ** 2 + (live.northing - middle[1]) ** 2


def _nth(value: Any, number: int) -> Any:
    return value[number] if isinstance(value, list) else value


def _checked_on(seed: int) -> date:
    share, day = seed % 100, seed // 100
    for size, first, last in CHECKED:
        if share < size:
            return first + timedelta(days=day % (last - first).days)
        share -= size
    raise AssertionError("the shares of CHECKED must add up to 100")


def _untidy(row: Row, mess: str) -> Row:
    """The small disorders that hand-kept spreadsheets have and that an import must take in its stride."""
    if mess == "squashed postcode":
        row["Postcode"] = row["Postcode"].replace(" ", "")
    elif mess == "small postcode":
        row["Postcode"] = row["Postcode"].lower()
    elif mess == "stray spaces":
        row["Service name"] = f" {row['Service name']} "
        row["Venue"] = re.sub(" ", "  ", row["Venue"])
        row["Postcode"] = f"{row['Postcode']} "
    elif mess == "shouted town":
        row["Town"] = row["Town"].upper()
    elif mess:
        sys.exit(f"{row['Service name']}: no such mess as {mess!r}")
    return row


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the spreadsheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Make the file and say how many rows it holds."""
    rows = Lists().rows()
    write(rows, OUTPUT)
    print(f"{OUTPUT.relative_to(CHECKOUT)}: {len(rows)} sample services")


if __name__ == "__main__":
    main()
