"""Finding phrases in texts and in what holds texts, and putting `[erased]` in their place."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, select

from assetmap.directory.erasure.phrase import ERASED, Phrase, windows
from assetmap.model import DigestSecret, Erased


@dataclass(slots=True)
class Scrubber:
    """Replaces some phrases wherever they stand; `count` says how often it did.

    `wanted` holds, for each shape and size, what a candidate of it must be, once `digest` is made of it.
    """

    wanted: dict[tuple[str, int], Collection[Any]]
    digest: Callable[[str], Any] = str
    count: int = field(default=0)

    @classmethod
    def of(cls, phrase: Phrase) -> "Scrubber":
        """Look for one phrase."""
        return cls({(phrase.shape, phrase.size): {phrase.content}})

    def text(self, said: str) -> str:
        """A text without the phrases."""
        spans = sorted(self._spans(said))
        if not spans:
            return said
        parts, done = [], 0
        for start, end in spans:
            if start >= done:
                parts += [said[done:start], ERASED]
                self.count += 1
            done = max(done, end)
        return "".join([*parts, said[done:]])

    def value(self, said: Any) -> Any:
        """A JSON value without the phrases, in keys and numbers too; the very same where there are none."""
        if isinstance(said, str):
            return self.text(said)
        if isinstance(said, dict):
            new: Any = {self.text(key): self.value(value) for key, value in said.items()}
            return new if self._differs(new, said) else said
        if isinstance(said, list):
            new = [self.value(value) for value in said]
            return new if self._differs(new, said) else said
        if isinstance(said, int | float) and not isinstance(said, bool):
            plain = repr(said)
            scrubbed = self.text(plain)
            return said if scrubbed == plain else scrubbed
        return said

    def document(self, said: str) -> str:
        """A text that may be a JSON document, such as the history keeps, without the phrases."""
        if said[:1] in "{[" and said[:1]:
            try:
                whole = orjson.loads(said)
            except orjson.JSONDecodeError:
                return self.text(said)
            scrubbed = self.value(whole)
            return said if scrubbed is whole else orjson.dumps(scrubbed).decode()
        return self.text(said)

    @staticmethod
    def _differs(new: Any, old: Any) -> bool:
        return bool(new != old)

    def _spans(self, said: str) -> Iterable[tuple[int, int]]:
        for (shape, size), wanted in self.wanted.items():
            for found in windows(shape, size, said):
                if self.digest(found.content) in wanted:
                    yield found.start, found.end


def load_scrubber(connection: Connection) -> Scrubber | None:
    """What was erased so far, to be kept out of what sources tell; None where nothing was."""
    rows = connection.execute(select(Erased.shape, Erased.size, Erased.digest)).all()
    if not rows:
        return None
    wanted: dict[tuple[str, int], set[bytes]] = {}
    for shape, size, digest in rows:
        wanted.setdefault((shape, size), set()).add(bytes(digest))
    secret = load_secret(connection)
    return Scrubber(dict(wanted), lambda said: keyed_digest(secret, said))


def load_secret(connection: Connection) -> bytes:
    """The secret of this installation's digests."""
    return bytes(connection.execute(select(DigestSecret.secret)).scalar_one())


def keyed_digest(secret: bytes, said: str) -> bytes:
    """What the database's function of this name makes of a text."""
    return sha256(secret + sha256(secret + said.encode()).digest()).digest()
