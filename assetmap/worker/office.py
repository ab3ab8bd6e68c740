"""What every job works with: the settings, the database, and the lines that it leaves for whoever looks."""

import logging
import threading
from dataclasses import dataclass, field

from procrastinate import JobContext
from procrastinate.exceptions import JobAborted
from sqlalchemy import Engine

from assetmap.config import Settings

#: What the worker tells, in plain lines.
log = logging.getLogger("assetmap.worker")


@dataclass(frozen=True, slots=True)
class Office:
    """The settings, and an engine for the length of the worker."""

    settings: Settings
    engine: Engine
    #: Set once a job in hand is to stop wherever it is.
    stops: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Heed:
    """A job's ear for the worker's end; a job that takes long calls it now and then."""

    context: JobContext
    office: Office

    def __call__(self) -> None:
        """Leave the job where the worker is to end; what it has not committed is undone."""
        if self.office.stops.is_set() or self.context.should_abort():
            raise JobAborted
