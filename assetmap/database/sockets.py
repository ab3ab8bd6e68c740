"""Where the cluster's socket lies.

The directory is closed to everybody but the server's account, and open to pass through where root serves in
the name of other users. Whoever gets to the socket is asked by the server who they are (`admission`), so no
password is kept anywhere.
"""

import hashlib
import os
import stat
from pathlib import Path

from assetmap.database.account import Account
from assetmap.errors import SetupError

PORT = 5432
# The kernel's sockaddr_un has room for 107 bytes and a closing zero; macOS has room for 103.
LONGEST_PATH = 103
SHORT_ROOT = Path("/tmp")  # noqa: S108 - `make_socket_dir` checks who owns what is there


def socket_dir(cluster_dir: Path, uid: int) -> Path:
    """Return the directory of the socket: beside the data, or in /tmp where that path will not do."""
    beside = cluster_dir / "run"
    # A comma in a host's name would begin a second host.
    if "," not in str(beside) and len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= LONGEST_PATH:
        return beside
    digest = hashlib.sha256(os.fsencode(cluster_dir)).hexdigest()[:12]
    return SHORT_ROOT / f"assetmap-{uid}-{digest}"


def make_socket_dir(directory: Path, account: Account) -> None:
    """Make the directory, or refuse one that somebody else put there first."""
    try:
        directory.mkdir(mode=0o700)
        if os.geteuid() != account.uid:
            os.chown(directory, account.uid, account.gid)
    except FileExistsError:
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
            raise SetupError(
                f"{directory} should be a directory of {account.name} for the database's socket, and is not.",
                hint="Find out who made it, then remove it, or choose a shorter ASSETMAP_HOME.",
            ) from None
    directory.chmod(account.passable)


def open_socket(directory: Path, account: Account) -> None:
    """Let a running server's socket be reached as far as a new one's, whatever version started it."""
    if os.geteuid() in (0, account.uid):
        directory.chmod(account.passable)
        (directory / f".s.PGSQL.{PORT}").chmod(0o777)
