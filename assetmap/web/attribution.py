"""What the licences of the data ask to be shown, on every page and on every map that leaves the site."""

import re
from functools import cache
from pathlib import Path

from assetmap.geography.manifest import read_manifest


@cache
def statements(data_dir: Path) -> tuple[str, ...]:
    """Return the sentences that the pack's licence asks for, one by one."""
    text = read_manifest(data_dir).get("attribution") or ""
    return tuple(filter(None, re.split(r"(?<=\.)\s+(?=[A-Z])", text.strip())))


def on_maps(data_dir: Path) -> str:
    """Return the sentence about boundaries, which is all that a map has room for."""
    found = statements(data_dir)
    return next((sentence for sentence in found if "OS data" in sentence), " ".join(found))
