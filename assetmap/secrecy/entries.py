"""Secret and withheld services as people see them: by name and source, with why and who decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from assetmap.secrecy.statements import query

MOST_LISTED = 1_000
#: What an entry may be, in the words that people ask for it by.
STATES = {
    "secret": ("secret", "mark dropped"),
    "withheld": ("waiting", "kept", "joined"),
    "decided": ("lifted", "released", "kept", "joined"),
}
_STATE_WORDS = {
    "secret": "secret, as its source says",
    "mark dropped": "secret, though its source no longer says so",
    "lifted": "no longer secret",
    "waiting": "withheld, and nobody has decided",
    "kept": "withheld for good",
    "released": "public, though it was withheld",
    "joined": "shown as the secret one, and not by itself",
}
_WAITING = text("SELECT count(DISTINCT service_id) FROM withheld_now WHERE state = 'waiting'")


@dataclass(frozen=True, slots=True)
class Entry:
    """A service that is secret, or that is withheld because of one that is."""

    id: UUID
    secret_id: UUID | None
    state: str
    whole: bool
    reasons: tuple[str, ...]
    found_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    why: str | None
    name: str
    source: str | None
    secret_name: str | None
    secret_source: str | None

    def as_lines(self) -> list[str]:
        """The entry for a screen."""
        said = _STATE_WORDS[self.state]
        if self.state == "waiting" and not self.whole:
            said = "some of its texts are withheld, and nobody has decided"
        lines = [f"{str(self.id)[:13]}  {self.name} ({self.source or 'no source'}): {said}"]
        if self.secret_id:
            lines.append(
                f"{'':15}because of {str(self.secret_id)[:13]}  {self.secret_name} ({self.secret_source})"
            )
            lines.append(f"{'':15}{'; '.join(self.reasons)}")
        if self.decided_by and self.decided_at:
            on = f"{self.decided_at.day} {self.decided_at:%B %Y}"
            lines.append(f"{'':15}decided by {self.decided_by} on {on}: {self.why}")
        return lines


def list_entries(
    connection: Connection,
    states: Sequence[str] | None = None,
    *,
    source: str | None = None,
    limit: int = 50,
) -> tuple[list[Entry], int]:
    """What is withheld, then what is secret, and how many there are."""
    asked = {"states": None if states is None else list(states), "source": source, "limit": limit}
    rows = connection.execute(query("entries"), asked).mappings().all()
    entries = [
        Entry(**{**{name: row[name] for name in row if name != "total"}, "reasons": tuple(row["reasons"])})
        for row in rows
    ]
    return entries, rows[0]["total"] if rows else 0


def count_waiting(connection: Connection) -> int:
    """How many withheld services wait for a person."""
    return int(connection.execute(_WAITING).scalar_one())
