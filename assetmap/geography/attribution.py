"""What the licence of boundaries, postcodes and figures is, and the words that it asks for."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assetmap.geography.manifest import read_manifest


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence, where it can be read, and the words that it asks for."""

    name: str | None
    url: str | None
    attribution: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """The words it asks for, sentence by sentence."""
        return tuple(filter(None, re.split(r"(?<=\.)\s+(?=[A-Z])", self.attribution)))


@cache
def pack_licence(folder: Path) -> Licence:
    """The licence of what a folder's pack.toml lists, read once."""
    pack = read_manifest(folder)
    said = " ".join(str(pack.get("attribution") or "").split())
    return Licence(pack.get("licence"), pack.get("licence_url"), said)
