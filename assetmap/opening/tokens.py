"""The words of a text about opening, told apart: days, times, ordinals, joins and all the rest."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "day", "days", "time", "number", "ordinal", "alternate", "month", "part", "closed", "except",
    "range", "join", "filler", "danger", "word",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word with its kind and its place in the text."""

    kind: Kind
    text: str
    start: int
    end: int


# What comes first wins: "24/7" before the number 24, "second Tuesday of the month" before a second of time.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        "days",
        r"""24\s*/\s*7\b | (?:on\s+)?(?:7|seven)\s+days(?:\s+(?:a|per)\s+week)?\b | daily\b
        | (?:every|each)\s*day\b | (?:working\s+)?week\s*days?\b | week-?\s*ends?\b | m\s*-\s*f\b""",
    ),
    ("time", r"24\s*(?:hours?|hrs?)(?:\s+(?:a|per)\s+day)?\b | (?:open\s+)?all\s+day\b"),
    (
        "alternate",
        r"""every\s+other\b | alternate\b | fortnightly\b | (?:every|each)\s+fortnight\b
        | every\s+(?:two|2)\s+weeks\b | once\s+a\s+fortnight\b""",
    ),
    (
        "danger",
        r"""every\s+(?:second|2nd)\b(?!.*\bmonth) | bi-?\s*(?:weekly|monthly)\b | quarterly\b
        | annual(?:ly)?\b | every\s+(?:other|two|2|three|3|six|6)\s+months?\b
        | working\s+day\b | (?:closed|shut)\s+for\b""",
    ),
    (
        "month",
        r"""(?:(?:of|in|on)\s+)?(?:(?:the|each|every|a|per)\s+)?(?:calendar\s+)?month(?:ly)?\b
        | once\s+a\s+month\b""",
    ),
    ("ordinal", r"(?:first|second|third|fourth|fifth|last|\d{1,2}(?:st|nd|rd|th))\b"),
    ("closed", r"closed\b | shut\b | not\s+open\b"),
    ("except", r"except(?:ing)?(?:\s+for)?\b | excluding\b | apart\s+from\b | but\s+not\b"),
    (
        "day",
        r"""(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?
        |sun(?:day)?)(?:'?s)?\b\.? | (?-i:MO|TU|WE|TH|FR|SA|SU)\b""",
    ),
    (
        "time",
        r"""(?:12\s*)?(?:noon|midday|mid-day)\b | (?:12\s*)?midnight\b
        | \d{1,2}(?:[:.]\d{2}){0,2}\s*(?:a\.?m\b\.?|p\.?m\b\.?)
        | \d{1,2}(?:[:.]\d{2}){1,2}(?:\s*(?:hrs?|hours?)\b)?(?!\d)
        | (?:[01]\d|2[0-3])[0-5]\d(?:\s*(?:hrs?|hours?)\b)?(?!\d)""",
    ),
    ("number", r"\d{1,2}(?![\d/])"),
    ("part", r"mornings?\b | afternoons?\b | evenings?\b | eves?\b | nights?\b"),
    ("range", r"- | to\b | until\b | till?\b | through\b | thru\b"),
    ("join", r"[,&+/] | and\b | then\b"),
    (
        "filler",
        r"""every\b | each\b | weekly\b | on\b | open(?:ing)?(?:\s+(?:hours|times))?\b | from\b | between\b
        | the\b | of\b | at\b | (?:a|per)\s+week\b | hours\b | hrs\b | is\b | are\b | we\b | meets?\b
        | meeting\b | held\b | sessions?\b | [:.()\[\]]""",
    ),
    ("word", r"[^\s,&+()\[\]:]+"),
)
_NAMED = [(kind, f"k{number}", pattern) for number, (kind, pattern) in enumerate(_PATTERNS)]
_KINDS = {name: kind for kind, name, _ in _NAMED}
_SCANNER = re.compile("|".join(f"(?P<{name}>{pattern})" for _, name, pattern in _NAMED), re.I | re.X)

_PLAIN = str.maketrans("–—−‐‑\xa0\t\r’", "-----  \n'")


def clean(text: str) -> str:
    """The same text with one kind of dash, space and line break, character for character."""
    return text.translate(_PLAIN)


def tokenise(text: str) -> list[Token]:
    """Every word of a cleaned text, in order."""
    found = []
    for match in _SCANNER.finditer(text):
        kind = _KINDS[match.lastgroup or ""]
        found.append(Token(kind, match.group().lower(), match.start(), match.end()))
    return found
