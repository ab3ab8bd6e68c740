"""The system account that the cluster's server runs as."""

import os
import pwd
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from assetmap.database.roles import Kind
from assetmap.errors import SetupError

ROOT = 0
#: Whom root serves as, and who may be the worker: users of AssetMap's own, else one of every Debian.
_SERVING: dict[Kind, tuple[str, ...]] = {
    "web": ("assetmap-web", "www-data", "nobody"),
    "worker": ("assetmap-worker",),
}


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine, in whose name programs of the cluster run."""

    uid: int
    gid: int
    name: str

    def run(self, *arguments: str | Path, script: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program as this account, away from the caller's directory and PG* variables."""
        return subprocess.run(
            [str(one) for one in arguments],
            capture_output=True,
            check=False,
            text=True,
            errors="replace",
            cwd="/",
            input=script,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": locale()},
            **self._identity(),
        )

    def make_parents(self, directory: Path) -> None:
        """Make a directory where it is missing, and refuse one that this account cannot enter."""
        missing = [one for one in [*reversed(directory.parents), directory] if not one.exists()]
        self._require_reachable(missing[0].parent if missing else directory)
        for one in missing:
            one.mkdir()
            if os.geteuid() != self.uid:
                # Whatever the umask: the account must pass through what another user makes here.
                one.chmod(0o755)

    @property
    def passable(self) -> int:
        """The mode of directories on the way to the socket: closed, but for the users that root serves as."""
        return 0o711 if os.geteuid() == ROOT else 0o700

    def make_directory(self, path: Path) -> None:
        """Make a directory that this account owns and nobody else may look into."""
        path.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == ROOT:
            os.chown(path, self.uid, self.gid)
        path.chmod(self.passable)

    def _require_reachable(self, directory: Path) -> None:
        if self.uid == os.geteuid():
            return
        for step in [*reversed(directory.parents), directory]:
            if step.is_dir() and self.run("test", "-x", step).returncode != 0:
                raise SetupError(
                    f"PostgreSQL refuses to run as root, and as {self.name} it cannot enter {step}.",
                    hint="Put AssetMap's data where it can: ASSETMAP_HOME=/var/lib/assetmap",
                )

    def _identity(self) -> dict[str, Any]:
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def locale() -> str:
    """Name a UTF-8 locale whose order never changes with the system's libraries, where there is one."""
    return "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"


def server_account(directory: Path) -> Account:
    """Return who runs the server of this directory: its owner, else the caller, else (for root) postgres."""
    caller = os.geteuid()
    owner = directory.stat().st_uid if directory.exists() else ROOT
    if owner != ROOT:
        if caller not in (ROOT, owner):
            raise SetupError(
                f"The cluster in {directory} belongs to {_name(owner)}, and you are {_name(caller)}.",
                hint=f"Run AssetMap as {_name(owner)}, or choose another place: ASSETMAP_HOME=/a/directory",
            )
        return _account(pwd.getpwuid(owner))
    if caller != ROOT:
        return _account(pwd.getpwuid(caller))
    try:
        return _account(pwd.getpwnam("postgres"))
    except KeyError:
        raise SetupError(
            "PostgreSQL refuses to run as root, and this machine has no user named postgres.",
            hint="Install PostgreSQL from Debian's packages, which make it, or run AssetMap as yourself.",
        ) from None


def serving_account(kind: Kind) -> Account | None:
    """Return the user that root serves as (`web`), or who may be the `worker`; None where there is none."""
    there = [entry for name in _SERVING[kind] if (entry := _find(name))]
    return _account(there[0]) if there else None


def admitted(
    account: Account, superuser: str, owner: str, logins: Mapping[Kind, list[str]]
) -> list[tuple[str, list[str]]]:
    """Say which system users may be which roles of the cluster that this account runs."""
    all_of_them = [owner, *chain.from_iterable(logins.values())]
    lines = [(account.name, [superuser, *all_of_them])]
    if root := _find("root"):
        lines.append((root.pw_name, all_of_them))
    if os.geteuid() == ROOT:
        lines += [(one.name, names) for kind, names in logins.items() if (one := serving_account(kind))]
    return lines


def _find(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
