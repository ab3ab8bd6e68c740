"""The PostgreSQL programs that this machine has."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import SetupError

# Debian keeps each major version in a directory of its own, Homebrew likewise.
PATTERNS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/pgsql-*/bin",
)


@dataclass(frozen=True, slots=True)
class Installation:
    """One major version of PostgreSQL, where its programs are and whether PostGIS is there for it."""

    major: int
    bindir: Path
    has_postgis: bool


def find_installations() -> list[Installation]:
    """Return each PostgreSQL server on this machine, best first: PostGIS before none, then newest."""
    found = [Path(directory) for pattern in PATTERNS for directory in Path("/").glob(pattern[1:])]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    servers = {bindir for bindir in found if (bindir / "postgres").exists() and (bindir / "initdb").exists()}
    return sorted((_inspect(bindir) for bindir in servers), key=lambda one: (not one.has_postgis, -one.major))


def choose_installation(found: list[Installation], data_major: int | None, data: Path) -> Installation:
    """Pick the installation for a cluster: that of its data, else the best there is."""
    if not found:
        raise SetupError("PostgreSQL is not installed on this machine.", hint=_how_to_install(None))
    if data_major is None:
        return found[0]
    for one in found:
        if one.major == data_major:
            return one
    have = ", ".join(str(one.major) for one in found)
    raise SetupError(
        f"The data in {data} was made by PostgreSQL {data_major}, and this machine has PostgreSQL {have}.",
        hint=f"{_how_to_install(data_major)} Or start over with: assetmap db reset",
    )


def _inspect(bindir: Path) -> Installation:
    version = _output(bindir / "postgres", "--version")
    match = re.search(r"\(PostgreSQL\) (\d+)", version)
    if not match:
        raise SetupError(f"{bindir / 'postgres'} does not say its version; it said: {version.strip()!r}.")
    share = Path(_output(bindir / "pg_config", "--sharedir").strip())
    return Installation(int(match[1]), bindir, (share / "extension" / "postgis.control").exists())


def _output(program: Path, option: str) -> str:
    return subprocess.run([program, option], capture_output=True, text=True, check=True, cwd="/").stdout


def _how_to_install(major: int | None) -> str:
    if sys.platform == "darwin":
        return "Install it with: brew install postgis."
    packages = (
        "postgresql postgresql-postgis"
        if major is None
        else f"postgresql-{major} postgresql-{major}-postgis-3"
    )
    return f"Install it with: apt-get install {packages}."
