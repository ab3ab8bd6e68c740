"""What `postmaster.pid` says, and whether it is still true."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import SetupError


@dataclass(frozen=True, slots=True)
class PidFile:
    """The lines of a `postmaster.pid` that matter here."""

    pid: int
    socket_dir: Path | None
    ready: bool

    @classmethod
    def read(cls, data: Path) -> "PidFile | None":
        """Read the file in a data directory; None where there is none, or it holds no number."""
        try:
            lines = [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            return None
        if not lines or not lines[0].lstrip("-").isdigit():
            return None
        lines += [""] * (8 - len(lines))
        return cls(
            pid=abs(int(lines[0])),
            socket_dir=Path(lines[4]) if lines[4] else None,
            ready=lines[7] == "ready",
        )

    def is_alive(self, data: Path) -> bool:
        """Say whether the process with this number is the server of this data directory."""
        directory = Path(f"/proc/{self.pid}")
        if Path("/proc/self").exists():
            try:
                # The server works in its data directory; a process that took over the number does not.
                return (directory / "cwd").readlink() == data.resolve()
            except OSError:
                return False
        command = ["ps", "-o", "command=", "-p", str(self.pid)]
        shown = subprocess.run(command, capture_output=True, text=True, check=False)
        return str(data) in shown.stdout


def clear_stale(data: Path) -> None:
    """Remove a `postmaster.pid` whose server is gone, as a crash of the machine leaves it.

    PostgreSQL does so itself unless another process now has the number; its shared memory check still
    stops two servers on the same data.
    """
    if (data / "postmaster.pid").exists():
        known = PidFile.read(data)
        if known is not None and known.is_alive(data):
            raise SetupError(f"A server with process number {known.pid} is still running on {data}.")
        (data / "postmaster.pid").unlink()
