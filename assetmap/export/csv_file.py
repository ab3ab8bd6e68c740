"""CSV for spreadsheets; every row says its source and licence, for which the format has no other place."""

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from assetmap.export.about import About
from assetmap.export.choice import Choice
from assetmap.export.columns import NAMES, flat_rows
from assetmap.spreadsheet import clean, guard


def write_csv(path: Path, connection: Connection, choice: Choice, _about: About) -> int:
    """Write the listings as CSV in UTF-8, with the mark that makes Excel read it so; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        for row in flat_rows(connection, choice):
            count += 1
            writer.writerow([_cell(row[name]) for name in NAMES])
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guard(clean(value)) if isinstance(value, str) else value
