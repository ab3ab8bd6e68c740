"""Spelling: the words of a query that no listing has, and what was probably meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: How many known words are weighed against an unknown one, and how much of it must agree.
ALIKE = 20
ENOUGH = 0.75

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


def correct(typed: str, alike: Mapping[str, Sequence[str]]) -> Spelling | None:
    """Put the most similar known word in the place of each unknown one; None when there is nothing to put.

    `alike` holds known words for each unknown one, the nearest by trigrams first. Trigrams find them fast
    and judge them badly (`lonley` shares few with `lonely`), so the ones found are weighed again.

    Examples
    --------
    >>> correct("lonly Diabetis group", {"lonly": ["lonely", "only"], "diabetis": ["diabetes"]})
    Spelling(typed='lonly Diabetis group', searched='lonely diabetes group')
    """
    best = {word: meant for word, known in alike.items() if (meant := _nearest(word, known))}
    searched = _WORD.sub(lambda match: best.get(match.group().lower(), match.group()), typed)
    return Spelling(typed, searched) if searched != typed else None


def _nearest(word: str, known: Sequence[str]) -> str | None:
    scores = {each: SequenceMatcher(None, word, each).ratio() for each in known}
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= ENOUGH else None
