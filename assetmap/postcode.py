"""UK postcodes as people type them: read with certainty, or refused with the reason."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from typing import Self

from assetmap.errors import PostcodeInvalid

EXAMPLE = "CT9 1XZ"

# The 124 areas Royal Mail uses (Crown dependencies included); the British Forces' BF has no place on a map.
AREAS = frozenset(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX
    FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE
    NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ
    TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """.split()
)

# A letter may follow the digit of a London district, but never I, L, O, Q or Z: there they are digits.
_OUTWARD = re.compile(r"([A-Z]{1,2})(?:[1-9]?[0-9]|[0-9][ABCDEFGHJKMNPRSTUVWXY])")
_INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
#: A postcode as we write it, with its one space; `Postcode.parse` also knows which areas there are.
SHAPE = re.compile(f"{_OUTWARD.pattern} {_INWARD.pattern}")
_INWARD_SHAPE = re.compile(r"[0-9OIL][A-Z0-9]{2}")
_FIRST_PART = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?(?:[0-9][A-Z]?)?")

_AS_DIGIT = {"O": "0", "I": "1", "L": "1"}
_AS_LETTER = {"0": "O", "1": "I"}
_SHOWN = 24


@dataclass(frozen=True, slots=True, order=True)
class Postcode:
    """One postcode in its two halves.

    Examples
    --------
    >>> str(Postcode.parse("ct91xx"))
    'CT9 1XX'
    >>> Postcode.parse("CT9 1XX").sector
    'CT9 1'
    """

    outward: str
    inward: str

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Read what a person typed; raises PostcodeInvalid with the reason when it cannot be one postcode."""
        typed = _letters_and_digits(text or "")
        _refuse_at_sight(typed, text or "")
        outward, inward = typed[:-3], _with_leading_digit(typed[-3:])
        readings = _readings(outward)
        if len(readings) == 1 and _INWARD.fullmatch(inward):
            return cls(readings[0], inward)
        raise _reason(text or "", outward, inward, readings)

    @property
    def sector(self) -> str:
        """The outward half and the first digit of the inward: 'CT9 1'."""
        return f"{self.outward} {self.inward[0]}"

    @property
    def district(self) -> str:
        """The outward half: 'CT9'."""
        return self.outward

    @property
    def area(self) -> str:
        """The leading letters: 'CT'."""
        return self.outward[:2] if self.outward[1].isalpha() else self.outward[0]

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}"


def _letters_and_digits(text: str) -> str:
    """Upper case, without the spaces, dashes and full stops that people put in."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in plain if character.isalnum())


def _with_leading_digit(inward: str) -> str:
    return _AS_DIGIT.get(inward[0], inward[0]) + inward[1:]


def _readings(outward: str) -> list[str]:
    """Every outward half the typed one can stand for; the one typed, alone, when it is good as it stands."""
    if _is_outward(outward):
        return [outward]
    swaps = _AS_DIGIT | _AS_LETTER
    alternatives = [(character, swaps.get(character, character)) for character in outward]
    return sorted({reading for reading in map("".join, product(*alternatives)) if _is_outward(reading)})


def _is_outward(text: str) -> bool:
    match = _OUTWARD.fullmatch(text)
    return match is not None and match[1] in AREAS


def _shown(text: str) -> str:
    """The typed text, short enough to repeat in a message."""
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _refuse_at_sight(typed: str, text: str) -> None:
    if not typed:
        raise PostcodeInvalid("No postcode was given.", hint=f"Type a whole postcode, such as {EXAMPLE}.")
    if len(typed) > 7:
        raise PostcodeInvalid(
            f"“{_shown(text)}” is longer than a postcode.",
            hint=f"Type the postcode alone, such as {EXAMPLE}.",
        )
    if _FIRST_PART.fullmatch(typed):
        raise PostcodeInvalid(
            f"“{_shown(text)}” is only the first part of a postcode.",
            hint=f"Type all of it, such as {EXAMPLE}.",
        )
    if len(typed) < 5 or not _INWARD_SHAPE.fullmatch(typed[-3:]):
        raise PostcodeInvalid(
            f"“{_shown(text)}” does not look like a postcode.",
            hint=f"A postcode ends with a digit and two letters, as in {EXAMPLE}.",
        )


def _reason(text: str, outward: str, inward: str, readings: list[str]) -> PostcodeInvalid:
    shown = _shown(text)
    if outward == "ZZ99":
        return PostcodeInvalid(
            f"“{shown}” is the code for no fixed or no known address.",
            hint="Type a postcode near where the person is or wants to be.",
        )
    if len(readings) > 1:
        either = " or ".join(f"{reading} {inward}" for reading in readings)
        return PostcodeInvalid(f"“{shown}” can be read as {either}.", hint="Type the one that is meant.")
    if readings:
        return PostcodeInvalid(
            f"“{shown}” cannot end with {inward[1:]}.",
            hint=f"The last two characters are letters, never C, I, K, M, O or V, as in {EXAMPLE}.",
        )
    letters = re.match(r"[A-Z]{1,2}(?=[0-9])", outward)
    if letters and letters[0] not in AREAS:
        return PostcodeInvalid(
            f"“{shown}” begins with {letters[0]}, which is no postcode area of the United Kingdom.",
            hint=f"Check the first letters; {EXAMPLE} begins with CT, for example.",
        )
    return PostcodeInvalid(
        f"“{shown}” does not begin as a postcode does.",
        hint=f"A postcode begins with one or two letters and a number, as in {EXAMPLE}.",
    )
