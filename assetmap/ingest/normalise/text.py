"""Text as text: without control characters and stray spaces, and never as a spreadsheet's formula."""

import re
import unicodedata

from assetmap import spreadsheet

EMPTY = frozenset(
    {"-", "--", "–", "n/a", "N/A", "#N/A", "null", "NULL", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"}
)

#: With one of these begins a cell that may be guarded.
GUARDS = frozenset("'=")

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_LINES = re.compile(r" ?\n ?")
# No letter of any script carries so many marks (Unicode's Stream-Safe Text Format), and putting them in order
# takes the square of their number.
_MOST_MARKS = 30
_PILE = re.compile(rf"[^\x00-\x7f\w]{{{_MOST_MARKS + 1},}}")
#: As many characters as a cell of a spreadsheet holds.
LONGEST_CELL = 32_767
_MANY_LINES = re.compile(r"\n{3,}")
_QUOTED = re.compile(r'="([^"]*)"')
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’](?=[^\W_]))*")

_SMALL = frozenset({"and", "at", "by", "for", "in", "next", "of", "on", "or", "the", "to", "upon", "with"})
_KEPT = frozenset({"CIC", "CIO", "HIV", "ICB", "UK", "II", "III", "IV", "YMCA"})
_SHORTENED = frozenset({"CT", "CTR", "DR", "LTD", "MR", "MRS", "MS", "PK", "RD", "ST", "STN"})
_INITIALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,3}")


def clean_cell(text: str) -> str:
    """A cell's text as it should be kept, empty where the cell says no more than `n/a` or `-`."""
    found = text.strip()
    if not found:
        return ""
    if not (found.isascii() and found.isprintable()):
        found = _unusual(found)
    if "  " in found:
        found = _BLANKS.sub(" ", found)
    if found[:1] in GUARDS:
        found = unguard(found)
    return "" if found in EMPTY else found


def unguard(text: str) -> str:
    """Without the apostrophe, or the `="…"`, by which a spreadsheet knows that `=1+1` or `01843` is text."""
    if text[:2] == '="' and (quoted := _QUOTED.fullmatch(text)):
        return quoted[1]
    return spreadsheet.unguard(text)


def _unusual(text: str) -> str:
    plain = _PILE.sub(_fewer_marks, _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    plain = _AROUND_LINES.sub("\n", _BLANKS.sub(" ", unicodedata.normalize("NFC", plain)))
    return _MANY_LINES.sub("\n\n", plain).strip()


def _fewer_marks(pile: re.Match[str]) -> str:
    letters, marks = [], 0
    for letter in pile.group():
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            letters.append(letter)
    return "".join(letters)


def one_line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split()) if "\n" in text else text


def recase(text: str) -> str:
    """Words from capitals to the case of a name, where all of them are capitals; else as they are.

    >>> recase("ST JAMES' SURGERY, THE OLD SCHOOL OF RYE")
    "St James' Surgery, the Old School of Rye"
    """
    if not text.isupper():
        return text
    return _WORD.sub(_recase_word, text)


def _recase_word(match: re.Match[str]) -> str:
    word = match.group()
    lower = word.lower()
    if word in _KEPT or (_INITIALS.fullmatch(word) and word not in _SHORTENED):
        return word
    if lower in _SMALL and match.start() > 0:
        return lower
    if lower.startswith("mc") and len(lower) > 3:
        return f"Mc{lower[2:].capitalize()}"
    if len(lower) > 3 and lower[1] in "'’":
        return f"{lower[0].upper()}{lower[1]}{lower[2:].capitalize()}"
    return lower.capitalize()
