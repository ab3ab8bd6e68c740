"""How often a source is read again, and when next: after a good reading, and after one that failed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_NAMED = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "never": None}
_COUNTED = re.compile(r"([1-9][0-9]{0,3})([hd])")
_MOST_HOURS = 366 * 24
#: What may be over soon is tried again after so long, and then not before the source is due anyway.
RETRIES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
# Clocks are set by minutes; what is further ahead was written by one that ran ahead.
_CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Every:
    """A schedule: every so many hours, or never."""

    hours: int | None

    @classmethod
    def parse(cls, said: str) -> "Every":
        """Read `daily`, `weekly`, `6h`, `3d` and the like; raises ValueError for anything else."""
        word = said.strip().lower()
        if word in _NAMED:
            return cls(_NAMED[word])
        match = _COUNTED.fullmatch(word)
        hours = int(match[1]) * (24 if match[2] == "d" else 1) if match else 0
        if not 0 < hours <= _MOST_HOURS:
            raise ValueError(
                f"“{said}” is no schedule; say {', '.join(_NAMED)}, or hours or days such as 6h or 3d"
            )
        return cls(hours)

    @property
    def gap(self) -> timedelta | None:
        """The time between two readings."""
        return None if self.hours is None else timedelta(hours=self.hours)

    def __str__(self) -> str:
        """Say it as people do."""
        for word, hours in _NAMED.items():
            if hours == self.hours:
                return word
        days, rest = divmod(self.hours or 0, 24)
        return f"every {self.hours} hours" if rest else f"every {days} days"


def is_due(due_at: datetime | None, every: Every, now: datetime) -> bool:
    """Whether a reading is due; so it is where it is further ahead than its schedule ever puts it."""
    if due_at is None:
        return False
    furthest = max(every.gap or RETRIES[-1], RETRIES[-1])
    return due_at <= now or due_at > now + furthest + _CLOCKS_DIFFER


def next_slot(due_at: datetime | None, every: Every, now: datetime) -> datetime | None:
    """The first time after now that keeps to the schedule, so that a nightly reading stays a nightly one."""
    if every.gap is None:
        return None
    due_at = due_at or now
    return due_at + ((now - due_at) // every.gap + 1) * every.gap


def missed_slot(due_at: datetime | None, every: Every, now: datetime) -> datetime:
    """The last time up to now at which the schedule wanted a reading; now, where there is no schedule."""
    following = next_slot(due_at, every, now)
    return now if following is None or every.gap is None else following - every.gap


def next_try(slot: datetime, every: Every, now: datetime, *, failures: int, passing: bool) -> datetime | None:
    """When to try again after so many failures in a row; only what may pass by itself is tried soon.

    `slot` is any time of the schedule, and no time of another try: or those would become the schedule.
    """
    soon = now + RETRIES[failures - 1] if passing and failures <= len(RETRIES) else None
    return min(filter(None, (soon, next_slot(slot, every, now))), default=None)
