"""What every job works with: the settings, the database, and the lines that it leaves for whoever looks."""

import logging
import time
from dataclasses import dataclass

from procrastinate import JobContext
from procrastinate.exceptions import JobAborted
from sqlalchemy import Engine

from assetmap.config import Settings

#: What the worker tells, in plain lines.
log = logging.getLogger("assetmap.worker")

_SLICE_S = 0.5


@dataclass(frozen=True, slots=True)
class Office:
    """The settings, and an engine for the length of the worker."""

    settings: Settings
    engine: Engine


@dataclass(frozen=True, slots=True)
class Heed:
    """A job's ear for the worker's end; a job that takes long calls it now and then."""

    context: JobContext

    def __call__(self, _what: str = "", _done: int = 0, _of: int = 0) -> None:
        """Leave the job where the worker is to end; what it has not committed is undone."""
        if self.context.should_abort():
            raise JobAborted

    def sleep(self, seconds: float) -> None:
        """Wait, with an ear open."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self()
            time.sleep(min(left, _SLICE_S))
        self()
