"""The share of the processor that is left to what can wait."""

import atexit
import os
from contextlib import suppress
from pathlib import Path

NICE = 10


def give_way() -> None:
    """Let this process give way to whoever waits for a page."""
    _lower(0)


def give_way_with_session() -> None:
    """Let this process give way, also to other sessions, until it ends.

    Linux may share the processor among sessions first (autogroup), so that the priority of a process counts
    within its own only. A terminal's session is what it was once the command has ended.
    """
    _lower(0)
    own = Path("/proc/self/autogroup")
    with suppress(OSError, IndexError):
        usual = own.read_text().split()[-1]
        own.write_text(str(max(NICE, int(usual))))
        atexit.register(_restore, own, usual)


def lower_server(pid: int) -> None:
    """Let a process of our own PostgreSQL give way, a session by itself; OSError where we may not."""
    _lower(pid)
    Path(f"/proc/{pid}/autogroup").write_text(str(NICE))


def _lower(pid: int) -> None:
    os.setpriority(os.PRIO_PROCESS, pid, max(NICE, os.getpriority(os.PRIO_PROCESS, pid)))


def _restore(own: Path, usual: str) -> None:
    with suppress(OSError):
        own.write_text(usual)
