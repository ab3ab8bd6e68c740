"""A command in a process of its own, so that one which is ended for its memory still ends in a sentence."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from assetmap.config import Settings
from assetmap.ingest.confined import describe_death

# Ctrl-C reaches both by itself.
_PASSED_ON = (signal.SIGTERM, signal.SIGHUP)


def supervise(command: Callable[[], None], complain: Callable[[str, str | None], NoReturn]) -> None:
    """Run a command as a child of this process, which does nothing else than wait for it."""
    ends, held = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(held)
        threading.Thread(target=_end_with, args=(ends,), daemon=True).start()
        command()
        return
    os.close(ends)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in _PASSED_ON:
        signal.signal(number, lambda number, _frame: os.kill(child, number))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0:
        told = describe_death(code, Settings.from_environment().import_memory_mb)
        complain(told.message, told.hint)
    sys.exit(code)


def _end_with(pipe: int) -> None:
    """Leave no child behind where its parent was ended without a word."""
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGKILL)
