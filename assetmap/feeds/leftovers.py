"""Files beside the database that may hold what a source told, such as the pages of a feed."""

import fcntl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assetmap.directory.erasure.phrase import Phrase
from assetmap.directory.erasure.scrub import Scrubber

#: A reading that was broken off is gone on with for two hours; after this nobody will.
LONGEST_KEPT = timedelta(days=2)
#: The database's own, which no command of ours may touch.
_CLUSTER = "cluster"
#: Folders of files that are made anew when somebody asks for them.
_MADE_ANEW = "answers-"


def forget_files(home: Path, phrase: Phrase) -> tuple[list[Path], list[Path]]:
    """Remove the files that hold a phrase, or may; returns those that went, and those that couldn't."""
    gone: list[Path] = []
    left: list[Path] = []
    scrubber = Scrubber.of(phrase)
    for path in _files(home):
        if path.relative_to(home).parts[0].startswith(_MADE_ANEW):
            path.unlink(missing_ok=True)
            gone.append(path)
        elif _holds(path, scrubber):
            ours = path.parent == home / "feeds" and _remove(path)
            (gone if ours else left).append(path)
    return gone, left


def forget_old_spools(home: Path, now: datetime | None = None) -> int:
    """Remove pages of feeds whose reading was broken off and never gone on with."""
    before = (now or datetime.now(UTC)) - LONGEST_KEPT
    old = [
        path
        for path in (home / "feeds").glob("*.ndjson")
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    ]
    return sum(map(_remove, old))


def _files(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home).parts
        if (inside[0] != _CLUSTER or path.name.startswith("postgres.log")) and path.is_file():
            yield path


def _holds(path: Path, scrubber: Scrubber) -> bool:
    with suppress(OSError), path.open(encoding="utf-8", errors="replace") as file:
        return any(scrubber.document(line.rstrip("\n")) != line.rstrip("\n") for line in file)
    return False


def _remove(path: Path) -> bool:
    """Remove the pages of a feed that nobody is reading."""
    with path.with_suffix(".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        path.unlink(missing_ok=True)
        return True
