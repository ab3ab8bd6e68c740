"""Keeping what was erased here out of what a source tells again, and saying so."""

from collections.abc import Sequence
from typing import Any

from assetmap.directory.erasure.scrub import Scrubber
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.normalise.reading import Flaw
from assetmap.ingest.staged import Issue

_PROBLEM = "This holds a text that was erased here."
_ACTION = "Imported without it; it should go from the source, too."


def scrub_row(
    scrubber: Scrubber | None, number: int, headers: Sequence[str], cells: Sequence[str]
) -> tuple[Sequence[str], list[Issue]]:
    """The cells of a row without what was erased, and an issue for each that had it."""
    if scrubber is None:
        return cells, []
    kept = [scrubber.text(cell) for cell in cells]
    issues = [
        Issue(number, headers[place] if place < len(headers) else None, new, _PROBLEM, "changed", _ACTION)
        for place, (new, old) in enumerate(zip(kept, cells, strict=True))
        if new != old
    ]
    return kept, issues


def scrub_record(scrubber: Scrubber | None, notes: Notes, record: Any) -> Any:
    """A record of a feed without what was erased, and a note where it had it."""
    if scrubber is None:
        return record
    new = scrubber.value(record)
    if new is not record:
        notes.add("", None, Flaw(_PROBLEM, "changed", _ACTION))
    return new
