"""Gunicorn with AssetMap in it, which also looks after the processes that make heavy answers."""

import os
import signal
import sys
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from assetmap import log
from assetmap.answers.apart import Apart
from assetmap.answers.keeper import Keeper
from assetmap.config import Settings
from assetmap.server.worker import HEARD, PatientWorker

# Seconds that a request in hand has, once Ctrl-C is pressed.
GRACE_S = 5


class _Log(Logger):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn's log, which goes where all of the site's goes: it would tell the addresses of what failed."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        log.configure()


class Site(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn with AssetMap in it; each worker makes its own application, and so its own connections."""

    def __init__(self, settings: Settings, keeper: Keeper, address: str, workers: int, threads: int) -> None:
        self._settings = settings
        self._keeper = keeper
        self._threads = threads
        self._options = {
            "bind": address,
            "workers": workers,
            "threads": threads,
            "worker_class": PatientWorker,
            "graceful_timeout": GRACE_S,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": _Log,
            "proc_name": "assetmap",
            "worker_exit": _leave_at_once,
            "when_ready": lambda arbiter: _tell_ready(arbiter, address),
        }
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what it should be."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application of one worker."""
        from assetmap.app import create_app

        # Half of the threads may wait for what is heavy; the others answer at once, whatever is asked.
        return create_app(self._settings, answers=Apart(self._keeper.folder, self._threads // 2))

    def run(self) -> None:
        """Serve until told to stop."""
        _Arbiter(self, self._keeper).run()


class _Arbiter(Arbiter):  # type: ignore[misc] # gunicorn has no types
    """Looks after the hub of the heavy answers as well as after its own workers."""

    def __init__(self, site: Site, keeper: Keeper) -> None:
        self._keeper = keeper
        super().__init__(site)

    def manage_workers(self) -> None:
        super().manage_workers()
        self._keeper.look()

    def spawn_worker(self) -> Any:
        # Told to stop before it listens, a worker would go on; so what it is told waits until it does.
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        try:
            return super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)


def _tell_ready(arbiter: Any, address: str) -> None:
    # Gunicorn takes a hang-up for "load anew"; a person who closes the terminal means that it should end.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(arbiter.pid, signal.SIGTERM))
    if address.startswith(("0.0.0.0:", "[::]:")):
        click.echo("It answers to the names in ASSETMAP_HOSTS and ASSETMAP_PUBLIC_URL, and to localhost.")
    click.echo(f"AssetMap is at http://{address}/ (Ctrl-C stops it)")


def _leave_at_once(_arbiter: Any, _worker: Any) -> None:
    # Python takes seconds to take its modules apart; on a busy machine gunicorn then kills the worker.
    leaving = sys.exc_info()[1]
    if isinstance(leaving, SystemExit) and not leaving.code:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
