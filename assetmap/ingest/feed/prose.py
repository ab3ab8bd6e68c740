"""Text that may be HTML, into plain text: a safe subset of it first, then its blocks and links in words."""

import re
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from assetmap.ingest.normalise.text import clean_cell

_MARKED = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,6});", re.I)
_SAFE = set("p br div ul ol li a strong b em i h1 h2 h3 h4 h5 h6 table tr td th blockquote".split())
_BLOCKS = _SAFE - {"a", "strong", "b", "em", "i", "td", "th", "br", "li"}
# What is masked more often than this is no HTML any more, and each pass reads the whole text.
_MASKED_AT_MOST = 5
_LINES = re.compile(r"[ \t]*\n[ \t]*")
_WRONGLY_DECODED = re.compile(r"â€|Ã[\u0080-\u00bf\u2018-\u203a]|Â[\u00a0-\u00bf]")


@lru_cache(maxsize=4_096)
def read_prose(text: str) -> str:
    """A text without its markup; what is not safe, such as a script, is gone with all that is in it."""
    # Some feeds mask their HTML, even twice.
    for _ in range(_MASKED_AT_MOST):
        plain = _unmarked(text) if _MARKED.search(text) else text
        if plain == text:
            break
        text = plain
    return clean_cell(text)


def _unmarked(text: str) -> str:
    cleaned = nh3.clean(text, tags=_SAFE, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    words = _Words()
    words.feed(cleaned)
    words.close()
    return _LINES.sub("\n", words.text())


def decode_again(text: str) -> str:
    """Text whose UTF-8 somebody took for Windows-1252, put right; else as it is."""
    if not _WRONGLY_DECODED.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def is_marked(text: str) -> bool:
    """Whether a text holds HTML."""
    return _MARKED.search(text) is not None


class _Words(HTMLParser):
    """The words of clean HTML, with a line for each block and the address after each link."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        return "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._pieces.append("\n• ")
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in _BLOCKS:
            self._pieces.append("\n\n")
        elif tag in ("td", "th"):
            self._pieces.append(" ")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._pieces)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._pieces.append("\n")
        elif tag == "a" and self._links:
            address, begins = self._links.pop()
            said = "".join(self._pieces[begins:]).strip()
            bare = address.removeprefix("mailto:")
            if bare and bare.rstrip("/") not in said:
                self._pieces.append(f" ({bare})")

    def handle_data(self, data: str) -> None:
        self._pieces.append(re.sub(r"\s+", " ", data))
