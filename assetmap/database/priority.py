"""The share of the processor that the database spends on what can wait."""

import os
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, event

from assetmap.config import Settings

NICE = 10


def yield_to_others(engine: Engine, settings: Settings) -> None:
    """Let the server's processes behind an engine give way, where the server is our own and lets us.

    A process of ours at a low priority still keeps a server process at the usual one busy. On Linux whoever
    runs the private cluster, and root, may lower that one's too; where it is not allowed nothing happens.
    """
    if settings.database_url is None:
        event.listen(engine, "connect", _lower)


def _lower(connection: Any, _record: Any) -> None:
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, connection.info.backend_pid, NICE)
