"""Running the cluster for as long as somebody uses it.

A command that finds the cluster stopped starts it, and the last command to end stops it again. Each holds a
shared lock on one file meanwhile, which the kernel drops however the process ends. A cluster that
`assetmap db start` started stays up: the mark that it may be stopped is then missing.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assetmap.database.cluster import Cluster, open_lock
from assetmap.errors import SetupError


@contextmanager
def leased(cluster: Cluster) -> Iterator[Cluster]:
    """Keep the cluster running inside the block; stop it after the last block that needed it."""
    holder = os.getpid()
    lock = take(cluster)
    try:
        yield cluster
    finally:
        # A forked worker of the web server leaves this block too, and shares the lock: not its to end.
        if os.getpid() == holder:
            let_go(cluster, lock)


def take(cluster: Cluster) -> int:
    """Keep the cluster running until `let_go` is called with the lock that this returns."""
    cluster.prepare_home()
    lock = open_lock(cluster.directory / "users.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        if cluster.start():
            _mark(cluster).touch()
    except BaseException:
        os.close(lock)
        raise
    return lock


def let_go(cluster: Cluster, lock: int) -> None:
    """Stop the cluster if nobody else keeps it running."""
    try:
        _stop_if_last(cluster, lock)
    finally:
        os.close(lock)


def keep_running(cluster: Cluster) -> bool:
    """Start the cluster to stay up until it is told to stop; True if it was not running."""
    started = cluster.start()
    _mark(cluster).unlink(missing_ok=True)
    return started


def reset_unused(cluster: Cluster) -> None:
    """Remove all that the cluster holds, unless another program is using it."""
    cluster.prepare_home()
    with os.fdopen(open_lock(cluster.directory / "users.lock")) as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(
                f"Another AssetMap program is using the cluster in {cluster.directory}.",
                hint="Stop it first (a demo stops with Ctrl-C), then reset again.",
            ) from None
        cluster.reset()
        _mark(cluster).unlink(missing_ok=True)


def _stop_if_last(cluster: Cluster, users: int) -> None:
    if not _mark(cluster).exists():
        return
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    _mark(cluster).unlink(missing_ok=True)
    cluster.stop()


def _mark(cluster: Cluster) -> Path:
    return cluster.directory / "stop-when-unused"
