"""Spelling: the words of a query that no listing has, and what was probably meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

#: How many known words are weighed against an unknown one, and how many letters a slip may take for each.
ALIKE = 20
LETTERS_A_SLIP = 4

# Shorter words are too easily taken for others, and one with a digit is no word.
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{4,30}(?![\w'’-])")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A query as it was typed, and as it was searched."""

    typed: str
    searched: str


def words_of(typed: str) -> list[str]:
    """The words of a query whose spelling is worth a look, in small letters."""
    return list(dict.fromkeys(match.group().lower() for match in _WORD.finditer(typed)))


def correct(typed: str, alike: Mapping[str, Sequence[tuple[str, int]]]) -> Spelling | None:
    """Put the most similar known word in the place of each unknown one; None when there is nothing to put.

    `alike` holds known words for each unknown one, with how many listings use each. Trigrams find them fast
    and judge them badly (`lonley` shares few with `lonely`), so the ones found are weighed again: by the
    fewest letters that are wrong, missing, too many or exchanged (optimal string alignment), then by uses.

    Examples
    --------
    >>> alike = {"lonley": [("longley", 1), ("lonely", 9)], "diabetis": [("diabetes", 2)]}
    >>> correct("lonley Diabetis group", alike)
    Spelling(typed='lonley Diabetis group', searched='lonely diabetes group')
    """
    best = {word: meant for word, known in alike.items() if (meant := _nearest(word, known))}
    searched = _WORD.sub(lambda match: best.get(match.group().lower(), match.group()), typed)
    return Spelling(typed, searched) if searched != typed else None


def _nearest(word: str, known: Sequence[tuple[str, int]]) -> str | None:
    slips = {each: (OSA.distance(word, each), -uses) for each, uses in known}
    best = min(slips, key=slips.__getitem__, default=None)
    return best if best is not None and slips[best][0] <= len(word) // LETTERS_A_SLIP else None
