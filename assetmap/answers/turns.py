"""Whose turn it is: what waits is shared fairly among those who ask, and let go where nobody asks again."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assetmap.answers.question import Question

#: What failed isn't tried again sooner.
FAILED_FOR_S = 60.0
#: What nobody has asked for again for so long isn't made; whoever waits is told to look every few seconds.
FORGOTTEN_AFTER_S = 60.0


@dataclass(slots=True, eq=False)
class Job:
    """One question that is being made or waits for it."""

    question: Question
    tag: str
    #: Who asked first, as far as that can be told.
    asker: str
    asked_at: float = field(default_factory=time.monotonic)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    #: The tag under which the file lies: of the state of the data in which it was made.
    made: str | None = None
    failed: dict[str, Any] | None = None
    finished_at: float = 0.0

    def is_stale(self, now: float) -> bool:
        """Whether it failed so long ago that it may be tried again."""
        return self.done.is_set() and now - self.finished_at > FAILED_FOR_S


class Turns:
    """Jobs that wait for a maker, a line for each asker; the lines have their turns one after another."""

    def __init__(self, most_waiting: int, let_go: Callable[[Job], None]) -> None:
        self._most_waiting = most_waiting
        self._let_go = let_go
        # The line that had its turn last stands last.
        self._lines: OrderedDict[str, deque[Job]] = OrderedDict()
        self._look_due = False
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def add(self, job: Job) -> bool:
        """Let a job wait, in the place of another of the longest line where there are too many; or say no."""
        self._forget()
        if len(self) >= self._most_waiting:
            longest = max(self._lines.values(), key=len)
            if len(longest) <= len(self._lines.get(job.asker, ())) + 1:
                return False
            self._let_go(longest.pop())
        self._lines.setdefault(job.asker, deque()).append(job)
        self._changed.set()
        return True

    def look_soon(self) -> None:
        """Have whoever takes the next turn look at the state of the data instead."""
        self._look_due = True
        self._changed.set()

    async def next(self) -> Job | None:
        """Wait for the next job; None where it is time to look at the data."""
        while True:
            if self._look_due:
                self._look_due = False
                return None
            self._forget()
            if self._lines:
                return self._take()
            self._changed.clear()
            await self._changed.wait()

    def _take(self) -> Job:
        asker, line = self._lines.popitem(last=False)
        job = line.popleft()
        if line:
            self._lines[asker] = line
        return job

    def _forget(self) -> None:
        earliest = time.monotonic() - FORGOTTEN_AFTER_S
        for asker, line in list(self._lines.items()):
            for job in [job for job in line if job.asked_at < earliest]:
                line.remove(job)
                self._let_go(job)
            if not line:
                del self._lines[asker]
