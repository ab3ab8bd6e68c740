"""A text that is to be found however it is written: whatever its case, accents, spaces and punctuation."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self

from assetmap.errors import ErasureRefused

#: A shorter text would be found in everything.
SHORTEST = 4
#: What stands where a text was erased.
ERASED = "[erased]"

_NUMBER = re.compile(r"[\s0-9()+./-]+")
_POSTCODE = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}")
# What may stand before the digits that a telephone number has everywhere.
_DIALLED = re.compile(r"(?<![0-9])(?:(?:\+|00)[^0-9]{0,3}44[^0-9]{0,3}(?:\(0\)|0)?|\(?0)[^0-9A-Za-z]{0,3}$")
_FEWEST_DIGITS = 7
_DIALLED_LENGTH = 16


class Word(NamedTuple):
    """A run of letters and digits, folded, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is looked for: words one after the other, the digits of a number, or a postcode."""

    shape: str
    content: str
    size: int

    @classmethod
    def parse(cls, said: str) -> Self:
        """Read what somebody wants erased; raises ErasureRefused where it would be found in everything."""
        words = [word.text for word in split_words(said)]
        letters = "".join(words)
        if len(said.strip()) < SHORTEST or len(letters) < SHORTEST:
            raise ErasureRefused(
                f"“{said.strip()[:20]}” has fewer than {SHORTEST} letters and digits,"
                " and would be found everywhere.",
                hint="Give the whole name, number, address or sentence.",
            )
        digits = re.sub(r"[^0-9]", "", letters)
        if _NUMBER.fullmatch(unicodedata.normalize("NFKC", said)) and len(digits) >= _FEWEST_DIGITS:
            own = re.sub(r"^(?:00|)44(?=[0-9]{9,11}$)|^0", "", digits)
            own = own.removeprefix("0")
            return cls("number", own, len(own))
        if _POSTCODE.fullmatch(letters) and len(words) < 3:
            return cls("postcode", letters, 1)
        return cls("words", " ".join(words), len(words))


class Found(NamedTuple):
    """A text that may be looked for, and where it stands."""

    content: str
    start: int
    end: int


def windows(shape: str, size: int, text: str) -> Iterator[Found]:
    """Everything in a text that could be a phrase of this shape and size."""
    if shape == "number":
        yield from _numbers(size, text)
        return
    words = list(split_words(text))
    if shape == "postcode":
        for count in (1, 2):
            yield from (_joined(run, "") for run in _runs(words, count))
    else:
        yield from (_joined(run, " ") for run in _runs(words, size))


def split_words(text: str) -> Iterator[Word]:
    """The runs of letters and digits of a text, as they compare: no case, no accents, ß as ss."""
    start = 0
    letters: list[str] = []
    for place, character in enumerate(text):
        folded = _fold(character)
        if folded:
            if not letters:
                start = place
            letters.append(folded)
        elif letters and not unicodedata.combining(character):
            yield Word("".join(letters), start, place)
            letters = []
    if letters:
        yield Word("".join(letters), start, len(text))


def _fold(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    plain = unicodedata.normalize("NFKD", character).casefold()
    folded = "".join(one for one in plain if one.isalnum() and not unicodedata.combining(one))
    return folded.replace("ı", "i")


def _runs(words: list[Word], count: int) -> Iterator[list[Word]]:
    return (words[place : place + count] for place in range(len(words) - count + 1))


def _joined(run: list[Word], between: str) -> Found:
    return Found(between.join(word.text for word in run), run[0].start, run[-1].end)


def _numbers(size: int, text: str) -> Iterator[Found]:
    """Every run of so many digits with only marks and spaces between, and what is dialled before it."""
    digits = [(unicodedata.digit(one, None), place) for place, one in enumerate(text)]
    places = [(digit, place) for digit, place in digits if digit is not None]
    for first in range(len(places) - size + 1):
        run = places[first : first + size]
        start, end = run[0][1], run[-1][1] + 1
        after = places[first + size][1] if first + size < len(places) else None
        if after == end or any(one.isalpha() for one in text[start:end]):
            continue
        dialled = _DIALLED.search(
            unicodedata.normalize("NFKC", text[max(0, start - _DIALLED_LENGTH) : start])
        )
        if dialled is None and start and text[start - 1].isdigit():
            continue
        yield Found("".join(str(digit) for digit, _ in run), start - len(dialled[0] if dialled else ""), end)
