"""A process beside the site that keeps what the site gives up: it watches the database and stops the cluster.

Serving as root steps down to another user, who may neither stop the cluster nor end another session. So a
child is forked off first. It ends when the site tells it, or when the last process of the site has gone,
however that came about.
"""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

import psycopg
from sqlalchemy import URL

from assetmap.database.cluster import Cluster
from assetmap.database.lease import let_go, take
from assetmap.database.watch import Watch

_EVERY_S = 5.0


@contextmanager
def guarded(cluster: Cluster | None, url: URL) -> Iterator[None]:
    """Keep the cluster, if there is one, and watch over the site's sessions for the length of the block."""
    holder = os.getpid()
    lock = take(cluster) if cluster else None
    here, there = os.pipe()
    guardian = os.fork()
    if guardian == 0:
        os.close(there)
        _guard(cluster, lock, url, here)
    os.close(here)
    try:
        yield
    finally:
        # A worker that the site forked off leaves this block too.
        if os.getpid() == holder:
            with suppress(BrokenPipeError, ChildProcessError):
                os.write(there, b".")
                os.waitpid(guardian, 0)
            os.close(there)


def _guard(cluster: Cluster | None, lock: int | None, url: URL, told: int) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watch = Watch(url)
    try:
        while not select.select([told], [], [], _EVERY_S)[0]:
            with suppress(psycopg.Error):
                watch.look()
        watch.close()
        if cluster and lock is not None:
            let_go(cluster, lock)
    finally:
        os._exit(0)
