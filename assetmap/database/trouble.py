"""Sentences for what goes wrong when the cluster is made or started."""

import subprocess
from pathlib import Path

from assetmap.errors import SetupError

NO_SPACE = "No space left on device"
LOOK_BACK = 4000


def explain(
    verb: str,
    directory: Path,
    done: subprocess.CompletedProcess[str],
    major: int,
    log: Path | None = None,
    begins: int = 0,
) -> SetupError:
    """Turn the output of initdb or pg_ctl, and what the log gained since byte `begins`, into an error."""
    logged = _tail(log, begins) if log else ""
    said = f"{done.stdout}\n{done.stderr}\n{logged}"
    if NO_SPACE in said:
        return disk_full(f"{verb} the cluster", directory)
    reason = _worst_line(logged) or last_words(done)
    return SetupError(
        f"PostgreSQL {major} could not {verb} the cluster in {directory}: {reason}",
        hint=f"The whole story is in {log}." if log else None,
    )


def disk_full(verb: str, directory: Path) -> SetupError:
    """Say that the disk of this directory is full."""
    return SetupError(
        f"The disk that holds {directory} is full, so PostgreSQL could not {verb}.",
        hint="Free at least 500 MB there, or choose another disk: ASSETMAP_HOME=/some/directory",
    )


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last line of a program's complaint."""
    lines = (done.stderr.strip() or done.stdout.strip() or f"it ended with {done.returncode}").splitlines()
    return lines[-1]


def _tail(log: Path, begins: int) -> str:
    try:
        return log.read_bytes()[begins:][-LOOK_BACK:].decode(errors="replace")
    except OSError:
        return ""


def _worst_line(logged: str) -> str | None:
    for mark in ("PANIC:", "FATAL:", "ERROR:"):
        for line in logged.splitlines():
            if mark in line:
                return line.split(mark, 1)[1].strip()
    return None
