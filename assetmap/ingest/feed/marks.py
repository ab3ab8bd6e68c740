"""Fields of a feed's record, its own or anybody's, that say whether a place must stay private."""

from collections.abc import Mapping
from typing import Any

from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.privacy import Polarity, polarity_of, read_secrecy

_LONGEST_NAME = 60


def read_marks(record: Mapping[str, Any], notes: Notes, path: str) -> bool:
    """Whether a field of a record says that its place is secret; what isn't understood does, and is told."""
    secret = False
    for name, value in record.items():
        if value is None or isinstance(value, dict | list) or len(name) > _LONGEST_NAME:
            continue
        polarity = Polarity.SECRET if name == "confidential" else polarity_of(name)
        if polarity is not None:
            secret |= notes.take(f"{path}{name}", value, read_secrecy(_as_text(value), polarity))
    return secret


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
