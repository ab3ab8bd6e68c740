"""Looking at processes and sessions at work, with patience for slow machines."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, text

PATIENCE_S = 60.0


def waiting_for_the_listing(engine: Engine) -> set[int]:
    """The sessions that wait for a lock, by the number of their process."""
    asked = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                 "AND wait_event_type = 'Lock' AND application_name LIKE 'assetmap serve%'")  # fmt: skip
    with engine.connect() as connection:
        return set(connection.execute(asked).scalars())


def until(happened: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait until something is so, however slow the machine."""
    latest = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < latest
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
