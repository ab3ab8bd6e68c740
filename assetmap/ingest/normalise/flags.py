"""Yes and no."""

from functools import lru_cache

from assetmap.ingest.normalise.reading import Reading, left_out

_YES = frozenset({"yes", "y", "true", "t", "1", "✓", "✔", "☑", "tick", "ok", "on"})
_NO = frozenset({"no", "n", "false", "f", "0", "✗", "✘", "☐", "none", "not", "off"})


@lru_cache(maxsize=4_096)
def read_flag(text: str) -> Reading[bool | None]:
    """Yes, no, or None for an empty cell; a cross may mean either and is left for a person."""
    said = text.strip().lower().rstrip(".!")
    if not said:
        return Reading(None)
    first = said.split(maxsplit=1)[0].rstrip(",;:-")
    if said in _YES or (first == "yes"):
        return Reading(True)
    if said in _NO or (first == "no"):
        return Reading(False)
    return Reading(None, (left_out("This is neither yes nor no."),))
