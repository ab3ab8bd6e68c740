"""What a snapshot imports: each plan is a database of its own, so that no case joins with another."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Plan = dict[str, Any]

#: The database of an empty cluster, and the one that this makes with areas and postcodes and no services.
EMPTY, GEOGRAPHY = "assetmap", "geography"
GEOGRAPHY_LOADED = [["db", "upgrade"], ["geography", "load"]]


def every_plan(feeds: Path, cases: Path) -> list[Plan]:
    """The pack, the messy feeds of the tests, and every case, where they are here."""
    pack = {"set": "pack", "name": "pack", "template": EMPTY, "commands": [["setup"]]}
    messy = {"set": "messy", "name": "messy", "template": GEOGRAPHY, "feeds": str(feeds)}
    return [pack, messy, *_feeds(cases / "feeds"), *_spreadsheets(cases / "spreadsheets")]


def _feeds(folder: Path) -> Iterator[Plan]:
    """Folders of one number tell of the same services, and go into one database."""
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir():
            groups[re.match(r"\d*", path.name)[0] or path.name].append(path)  # type: ignore[index]
    for number, paths in groups.items():
        commands = [["import", "feed", str(path), "--source", _slug(path), "--whole"] for path in paths]
        yield {"set": "cases", "name": f"feeds {number}", "template": GEOGRAPHY, "commands": commands}


def _spreadsheets(folder: Path) -> Iterator[Plan]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in (".csv", ".xlsx"):
            mapping = path.with_suffix(".toml")
            command = ["import", str(path), "--source", _slug(path)]
            command += ["--map", str(mapping)] if mapping.exists() else []
            name = f"spreadsheet {path.stem}"
            yield {"set": "cases", "name": name, "template": GEOGRAPHY, "commands": [command]}


def _slug(path: Path) -> str:
    return f"case-{path.stem.lower()}"
