"""What a spreadsheet makes of text, kept from doing harm, and taken off again when a file comes back."""

import re
import unicodedata

# A spreadsheet takes text that begins like this for a formula, and runs it; some pass over blanks, marks that
# nobody sees and the full width of East Asian letters first.
_SIGNS = frozenset("=+-@")
_BREAKS = ("\t", "\r", "\n")
_UNSEEN = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*"
)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula.

    >>> is_formula("=1+1"), is_formula("  ＝1+1"), is_formula("1=1")
    (True, True, False)
    """
    if not text or text[0].isalnum():
        return False
    if text.startswith(_BREAKS):
        return True
    unseen = _UNSEEN.match(text)
    first = text[unseen.end() : unseen.end() + 1] if unseen else ""
    return unicodedata.normalize("NFKC", first)[:1] in _SIGNS if first else False


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula; the apostrophe shows as nothing there."""
    return f"'{text}" if is_formula(text) else text


def unguard(text: str) -> str:
    """Text without the apostrophe by which a spreadsheet knows that it is no formula."""
    return text[1:] if text[:1] == "'" and is_formula(text[1:]) else text


def clean(text: str) -> str:
    """Text without the control characters that a workbook cannot hold; its lines are kept."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
