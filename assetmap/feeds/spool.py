"""What was read of a feed, kept page by page, so that an interrupted reading goes on where it stopped."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from assetmap.errors import SourceBusy
from assetmap.feeds.storable import storable

#: So long after a reading began, its pages have shifted too far to be put together with what is read now.
FRESH_FOR = timedelta(hours=2)
_OURS_ALONE, _OUR_FOLDER = 0o600, 0o700


@dataclass(slots=True)
class Left:
    """Where an interrupted reading stopped: the page it had last, and the address that it wanted next."""

    number: int = 0
    following: str | None = None
    total: int | None = None
    keys: set[str] = field(default_factory=set)


class Spool:
    """A file with a line for each page; a line that was cut off while it was written is none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep others from reading the same feed into this file; refuses where another does already."""
        self._make_folder()
        with self._path.with_suffix(".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SourceBusy(
                    f"The feed of {self._path.stem} is being read already.", hint="Wait until that has ended."
                ) from None
            yield

    def begin(self, asked: dict[str, Any]) -> Left | None:
        """Go on with a reading of the very same, if there is a fresh one; else begin anew and return None."""
        self._drop_half_a_line()
        left = self._left(asked)
        if left is None:
            self._make_folder()
            begun = {"asked": asked, "at": datetime.now(UTC).isoformat()}
            self._path.unlink(missing_ok=True)
            self._path.touch(_OURS_ALONE)
            self._path.write_bytes(orjson.dumps(begun) + b"\n")
        self._path.chmod(_OURS_ALONE)
        return left

    def _make_folder(self) -> None:
        """The addresses of pages stand in these files, and may hold a key."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.parent.chmod(_OUR_FOLDER)

    def add(
        self, number: int, items: list[Any], *, following: str | None, total: int | None, keys: list[str]
    ) -> None:
        """Keep a page, with the keys of the records on it."""
        line = {"page": number, "following": following, "total": total, "keys": keys, "items": items}
        with self._path.open("ab") as file:
            file.write(storable(line)[1] + b"\n")

    def items(self) -> Iterator[tuple[str, Any]]:
        """Every record that was kept, with the place that it had."""
        for line in self._lines():
            for place, item in enumerate(line.get("items", ()), 1):
                yield f"page {line['page']}, record {place}", item

    def forget(self) -> None:
        """Remove what was kept, once it has been made use of."""
        self._path.unlink(missing_ok=True)

    def _left(self, asked: dict[str, Any]) -> Left | None:
        left = Left()
        for place, line in enumerate(self._lines()):
            if place == 0:
                if line.get("asked") != asked or not _is_fresh(line.get("at")):
                    return None
                continue
            left.number, left.following, left.total = line["page"], line["following"], line["total"]
            left.keys |= set(line["keys"])
        # A reading that came to its end is history; what is wanted is what the feed says now.
        return left if left.following else None

    def _drop_half_a_line(self) -> None:
        if not self._path.exists():
            return
        with self._path.open("r+b") as file:
            whole = sum(len(line) for line in file if line.endswith(b"\n"))
            file.truncate(whole)

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for line in file:
                yield orjson.loads(line)


def _is_fresh(said: Any) -> bool:
    """Whether a reading began a while ago; one that is still to come was begun by a clock that ran ahead."""
    if not isinstance(said, str):
        return False
    return timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(said) < FRESH_FOR
