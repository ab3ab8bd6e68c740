"""The share of the processor that is left to what can wait."""

import os

NICE = 10


def give_way() -> None:
    """Let this process give way to whoever waits for a page."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
