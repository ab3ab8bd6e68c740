"""A job in a process of its own, which can be ended at any moment and takes no more memory than it may.

What it has not committed is undone by the database, however it ends; what it says comes back line by line.
"""

import logging
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec

from sqlalchemy import URL, Engine

from assetmap.config import Settings
from assetmap.database.background import yield_to_others
from assetmap.database.engine import make_engine
from assetmap.errors import AssetMapError
from assetmap.ingest.confined import confined, describe_death
from assetmap.worker.office import Heed, Office, log

_Args = ParamSpec("_Args")
_LOOK_S = 0.2
# Threads and locks of the worker are not copied into it.
_CONTEXT = multiprocessing.get_context("spawn")
# The worker hears these, and decides.
_NOT_HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Fault(Exception):
    """What nobody expected of a job, with its traceback."""


def run_apart(
    office: Office,
    heed: Heed,
    work: Callable[Concatenate[Engine, Settings, _Args], None],
    *args: _Args.args,
    **named: _Args.kwargs,
) -> None:
    """Do work in a process of its own; raises JobAborted as soon as the worker is to end.

    Raises AssetMapError with what the work raised, ImportRefused where the process was ended from outside or
    for its memory, and Fault.
    """
    ours, theirs = _CONTEXT.Pipe()
    child = _CONTEXT.Process(
        target=_begin, args=(theirs, office.engine.url, office.settings, work, args, named), daemon=True
    )
    child.start()
    theirs.close()
    try:
        trouble = _listen(ours, heed)
    finally:
        child.kill()
        child.join()
        ours.close()
    if isinstance(trouble, Exception):
        raise trouble
    if not trouble:
        raise describe_death(child.exitcode or 0, office.settings.import_memory_mb)


def _listen(ours: "Connection[Any, Any]", heed: Heed) -> Exception | bool:
    """Pass on what the work says until it ends: True where it came to its end, or what went wrong."""
    while True:
        heed()
        if not ours.poll(_LOOK_S):
            continue
        try:
            said = ours.recv()
        except (EOFError, ConnectionError):
            return False
        if isinstance(said, tuple):
            log.log(*said)
        else:
            return said if isinstance(said, Exception) else True


def _begin(
    theirs: "Connection[Any, Any]",
    url: URL,
    settings: Settings,
    work: Callable[..., None],
    args: tuple[Any, ...],
    named: dict[str, Any],
) -> None:
    for number in _NOT_HEARD:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(theirs,), daemon=True).start()
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(_Passed(theirs))
    engine = make_engine(url, role="command")
    yield_to_others(engine, settings)
    try:
        with confined(settings.import_memory_mb):
            work(engine, settings, *args, **named)
        theirs.send(True)
    except AssetMapError as error:
        theirs.send(AssetMapError(error.message, hint=error.hint, detail=error.detail))
    except Exception:
        theirs.send(Fault(traceback.format_exc()))
    finally:
        engine.dispose()


def _end_with(theirs: "Connection[Any, Any]") -> None:
    """Leave no process behind where the worker was ended without a word."""
    try:
        theirs.recv()
    except (EOFError, OSError):
        os._exit(1)


class _Passed(logging.Handler):
    """Passes lines on to the worker."""

    def __init__(self, theirs: "Connection[Any, Any]") -> None:
        super().__init__()
        self._theirs = theirs

    def emit(self, record: logging.LogRecord) -> None:
        """Send a line."""
        self._theirs.send((record.levelno, "%s", record.getMessage()))
