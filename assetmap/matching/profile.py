"""What is known of a service when it is compared with another."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Session:
    """One opening: a day of the week and its minutes; without minutes it is the whole day."""

    day: str
    opens: int = 0
    closes: int = 1440

    def meets(self, other: "Session") -> bool:
        """Whether both are open at some time."""
        return self.day == other.day and self.opens < other.closes and other.opens < self.closes


@dataclass(frozen=True, slots=True)
class Profile:
    """A service as it is compared; what it is known by is written so that two sources write it the same."""

    id: UUID
    source_id: UUID
    name: str
    organization: str
    sample: bool = False
    confidential: bool = False
    located: bool = False
    context: str = ""
    charities: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    page: str | None = None
    categories: frozenset[str] = frozenset()
    delivery: frozenset[str] = frozenset()
    sessions: tuple[Session, ...] = ()
    minimum_age: int | None = None
    maximum_age: int | None = None
