"""Spelling: the words of a query that no listing has, and what was probably meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

    Examples
    --------
    >>> correct("lonly Diabetis group", {"lonly": ["lonely", "only"], "diabetis": ["diabetes"]})
    Spelling(typed='lonly Diabetis group', searched='lonely diabetes group')
    """
    best = {word: known[0] for word, known in alike.items() if known}
    searched = _WORD.sub(lambda match: best.get(match.group().lower(), match.group()), typed)
    return Spelling(typed, searched) if searched != typed else None
