"""Reading the fields of a query string one by one, and keeping everything that is wrong with them."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

from assetmap.errors import PostcodeInvalid
from assetmap.postcode import Postcode

Value = TypeVar("Value")

YES = frozenset({"true", "yes", "on", "1"})
NO = frozenset({"false", "no", "off", "0"})
GSS_CODE = re.compile(r"[EWSNK]\d{8}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_CHOICES = 20
_SHOWN = 60


class Fields:
    """The parameters of one query string, and the problems met in reading them."""

    def __init__(self, args: Mapping[str, Sequence[str]]) -> None:
        self._args = {
            name: [text for value in values if (text := clean(value))] for name, values in args.items()
        }
        self.problems: list[tuple[str, str]] = []

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Note each parameter that no search has."""
        for name in self._args:
            if name not in known:
                self.note(
                    name, f"is no parameter of a search{_perhaps(name, known)}; they are {', '.join(known)}"
                )

    def one(self, name: str) -> str:
        """The one text of a field, or nothing."""
        values = list(dict.fromkeys(self._args.get(name, ())))
        if len(values) > 1:
            self.note(name, f"was given {len(values)} times; give it once")
        return values[0] if len(values) == 1 else ""

    def text(self, name: str, most: int) -> str:
        """Words of at most so many characters."""
        value = self.one(name)
        if len(value) > most:
            self.note(name, f"has {len(value)} characters; at most {most} are searched")
            return ""
        return value

    def flag(self, name: str) -> bool:
        """Yes or no; no when it was not given."""
        value = self.one(name).lower()
        if value and value not in YES | NO:
            self.note(name, f"is yes or no, not '{_shown(value)}'")
        return value in YES

    def number(self, name: str, low: int, high: int) -> int | None:
        """A whole number from low to high, or None when it was not given."""
        value = self.one(name)
        if not value:
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", value) or not low <= int(value) <= high:
            self.note(name, f"is a whole number from {low} to {high}, not '{_shown(value)}'")
            return None
        return int(value)

    def choices(self, name: str, words: Mapping[str, str]) -> tuple[str, ...]:
        """Some of the words we use, in our order; `words` maps every accepted spelling to its word."""
        found = set()
        for value in self._several(name):
            word = words.get(value.lower())
            if word is None:
                known = list(dict.fromkeys(words.values()))
                self.note(name, f"is some of {', '.join(known)}, not '{_shown(value)}'")
            found.add(word)
        return tuple(word for word in dict.fromkeys(words.values()) if word in found)

    def slugs(self, name: str, known: Collection[str] | None) -> tuple[str, ...]:
        """Slugs such as `walking-groups`, sorted; each a known one when those are given."""
        found = set()
        for value in map(str.lower, self._several(name)):
            if not SLUG.fullmatch(value) or (known is not None and value not in known):
                self.note(name, f"has no '{_shown(value)}'{_perhaps(value, known or ())}")
            found.add(value)
        return tuple(sorted(found))

    def code(self, name: str) -> str | None:
        """A GSS code such as E05005081."""
        value = self.one(name).upper()
        if value and not GSS_CODE.fullmatch(value):
            self.note(name, f"is a code such as E05005081, not '{_shown(value)}'")
        return value or None

    def code_or_name(self, name: str) -> str | None:
        """A GSS code in capitals, or a name as it was typed."""
        value = self.text(name, 100)
        return (value.upper() if GSS_CODE.fullmatch(value.upper()) else value) or None

    def postcode(self, name: str) -> Postcode | None:
        """A postcode however it is typed, or None."""
        value = self.one(name)
        if not value:
            return None
        try:
            return Postcode.parse(value)
        except PostcodeInvalid as error:
            self.note(name, " ".join(filter(None, (error.message, error.hint))))
            return None

    def parsed(self, name: str, parse: Callable[[str], Value]) -> Value | None:
        """Whatever `parse` makes of the text; its ValueError is the problem."""
        value = self.one(name)
        if not value:
            return None
        try:
            return parse(value)
        except ValueError as error:
            self.note(name, f"{error}, not '{_shown(value)}'")
            return None

    def _several(self, name: str) -> list[str]:
        """Values of a field that may be repeated or hold commas."""
        parts = [part.strip() for value in self._args.get(name, ()) for part in value.split(",")]
        values = [part for part in dict.fromkeys(parts) if part]
        if len(values) > MAX_CHOICES:
            self.note(name, f"has {len(values)} values; at most {MAX_CHOICES} are searched at once")
            return []
        return values

    def note(self, name: str, problem: str) -> None:
        """Keep what is wrong with a field."""
        self.problems.append((name, problem))


def clean(text: str) -> str:
    """Text that can be stored: no control characters or broken surrogates, single spaces."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())


def _perhaps(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; perhaps '{close[0]}' was meant" if close else ""


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
