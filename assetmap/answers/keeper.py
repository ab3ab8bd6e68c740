"""Starting the hub, starting it again, and leaving nothing behind."""

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

from assetmap.config import Settings

PREFIX = "answers-"
#: So long the hub has to end its makers.
GRACE_S = 5


class Keeper:
    """The hub of one site, in a private folder of its own that is gone when the site is."""

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home
        self._environment = os.environ | {
            "ASSETMAP_HOME": str(settings.home),
            "ASSETMAP_DATA": str(settings.data_dir),
            "ASSETMAP_DATABASE_URL": settings.database_url or "",
            "ASSETMAP_WEB_DATABASE_URL": settings.web_database_url or "",
        }
        self._hub: subprocess.Popen[bytes] | None = None
        self._lock = -1
        self._holder = os.getpid()
        self.folder = Path()

    def __enter__(self) -> Self:
        self._home.mkdir(parents=True, exist_ok=True)
        home = os.open(self._home, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # One at a time: a folder that is just being made looks like one that was left behind.
            fcntl.flock(home, fcntl.LOCK_EX)
            _sweep(self._home)
            self.folder = Path(mkdtemp(prefix=PREFIX, dir=self._home))
            self._lock = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        finally:
            os.close(home)
        self._start()
        return self

    @property
    def hub_pid(self) -> int:
        """The number of the hub's process."""
        return self._hub.pid if self._hub else 0

    def look(self) -> None:
        """Start the hub again if it has ended."""
        if self._hub is not None and self._hub.poll() is not None:
            _let_go(self._hub)
            self._start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A worker that was forked off leaves this block too, and the hub is not its to end.
        if os.getpid() != self._holder:
            return
        if self._hub is not None:
            self._hub.terminate()
            try:
                self._hub.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                self._hub.kill()
                self._hub.wait()
            _let_go(self._hub)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)

    def _start(self) -> None:
        # The other end of its input closes when the last process of the site has gone.
        command = [sys.executable, "-m", "assetmap.answers.hub", str(self.folder)]
        # In a group of its own: a Ctrl-C while it is only just starting would end it with a traceback.
        self._hub = subprocess.Popen(command, stdin=subprocess.PIPE, env=self._environment, process_group=0)


def _let_go(hub: "subprocess.Popen[bytes]") -> None:
    if hub.stdin is not None:
        hub.stdin.close()


def _sweep(home: Path) -> None:
    """Remove the folders whose site was killed; a living one's is locked."""
    for folder in home.glob(f"{PREFIX}*"):
        with suppress(OSError):
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(opened)
