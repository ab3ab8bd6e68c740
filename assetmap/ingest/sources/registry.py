"""Finding a source by its name; a name that nobody has described is somebody's own spreadsheet."""

import re

from assetmap.errors import FileRefused
from assetmap.ingest.sources.gp_practices import GP_PRACTICES
from assetmap.ingest.sources.libraries import LIBRARIES
from assetmap.ingest.sources.samples import SAMPLES
from assetmap.ingest.sources.source import Source

KNOWN = {source.name: source for source in (LIBRARIES, GP_PRACTICES, SAMPLES)}

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def find_source(name: str) -> Source:
    """The source of this name, or a new one with no rules of its own."""
    if name in KNOWN:
        return KNOWN[name]
    if not _NAME.fullmatch(name):
        raise FileRefused(
            f"“{name}” cannot be the name of a source.",
            hint="Use small letters, digits and hyphens, such as involve-kent or thanet-groups.",
        )
    return Source(name, title=name.replace("-", " ").title())
