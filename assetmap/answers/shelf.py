"""The finished files: in one private folder, up to so many bytes, those asked for last."""

import secrets
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class _Item:
    path: Path
    size: int
    state: str


class Shelf:
    """Files by tag. Whoever has one open keeps it, whatever becomes of its name."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._items: OrderedDict[str, _Item] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def new_path(self) -> Path:
        """Return where the next file may be written; its name says nothing of what it holds."""
        return self._folder / secrets.token_hex(16)

    def put(self, tag: str, state: str, path: Path) -> None:
        """Keep a file, and let those go that nobody has asked for longest where it is too much."""
        self._drop(tag)
        self._items[tag] = _Item(path, path.stat().st_size, state)
        while len(self._items) > 1 and sum(item.size for item in self._items.values()) > self._most_bytes:
            self._drop(next(iter(self._items)))

    def open(self, tag: str) -> IO[bytes] | None:
        """Open a file anew, from its beginning; None where it is not there."""
        item = self._items.get(tag)
        if item is None:
            return None
        try:
            file = item.path.open("rb")
        except OSError:
            self._drop(tag)
            return None
        self._items.move_to_end(tag)
        return file

    def drop_all_but(self, state: str) -> None:
        """Remove what was made from another state of the data."""
        for tag in [tag for tag, item in self._items.items() if item.state != state]:
            self._drop(tag)

    def _drop(self, tag: str) -> None:
        item = self._items.pop(tag, None)
        if item is not None:
            with suppress(OSError):
                item.path.unlink()
