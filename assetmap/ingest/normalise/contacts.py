"""How to reach a service: web addresses, e-mail addresses and telephone numbers."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers

from assetmap.ingest.normalise.reading import Flaw, Reading, changed, left_out, quoted

_APART = r"\s@<>()\[\],;:\""
# Only from the beginning of a word: one endless word would else be looked through for each of its letters.
_EMAIL = re.compile(rf"(?<![^{_APART}])[^{_APART}]+@[^{_APART}]+\.[^{_APART}.]{{2,}}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?", re.I)
_USUAL_URL = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.I)
_SEPARATORS = re.compile(r"[;/|\n,&]|\bor\b|\band\b", re.I)
_LABEL = re.compile(
    r"^(?:tel(?:ephone)?|phone|mob(?:ile)?|t|m|call|text|freephone)\s*(?:no)?\s*[:.]?\s*(?=[\d+(])", re.I
)
_AMONG_WORDS = re.compile(r"[+(]?\d[\d\s().-]{4,}\d(?:\s*(?:ext|x)\.?\s*\d+)?", re.I)
_USUAL = re.compile(r"0(?:[1-3]\d{8,9}|[57]\d{9}|80[08]\d{6,7})")
_SHORT = re.compile(r"(?:99|11[1269]\d{0,3}|101|105|119|159|18\d{3})(?:\d{0,3})")
_LOST_ZERO = re.compile(r"[1-3578]\d{8,9}")


@lru_cache(maxsize=16_384)
def read_url(text: str) -> Reading[str | None]:
    """A web address with its scheme; anything that is not http or https is left out."""
    said = text.strip().strip("<>")
    if not said:
        return Reading(None)
    if _USUAL_URL.fullmatch(said):
        return Reading(said)
    if "@" in said and _EMAIL.fullmatch(said.removeprefix("mailto:")):
        return Reading(None, (left_out("This is an e-mail address, not a web address."),))
    pieces = said.split()
    if len(pieces) > 1:
        first = read_url(pieces[0].rstrip(",;"))
        if first.value:
            return Reading(first.value, (changed("There is more than one web address.", "Kept the first."),))
    url = said if _SCHEME.match(said) else f"https://{said}"
    if not _is_web(url):
        return Reading(None, (left_out("This is no web address, such as https://www.example.org.uk."),))
    return Reading(url)


@lru_cache(maxsize=16_384)
def read_email(text: str) -> Reading[str | None]:
    """The first e-mail address of a cell, with its host in small letters."""
    said = text.strip().removeprefix("mailto:").strip("<>")
    if not said:
        return Reading(None)
    found = _EMAIL.findall(said)
    if not found:
        return Reading(None, (left_out("This is no e-mail address, such as hello@example.org.uk."),))
    name, _, host = found[0].rpartition("@")
    flaws: tuple[Flaw, ...] = ()
    if len(found) > 1:
        flaws = (changed("There is more than one e-mail address.", "Kept the first."),)
    return Reading(f"{name}@{host.lower()}", flaws)


@lru_cache(maxsize=65_536)
def read_phones(text: str) -> Reading[tuple[str, ...]]:
    """Every telephone number of a cell, as it was typed but for stray spaces."""
    said = " ".join(text.split())
    if not said:
        return Reading(())
    whole = _phone(said)
    if whole and not whole.flaws:
        return Reading((whole.value,))
    numbers: list[str] = []
    flaws: list[Flaw] = []
    for piece in map(str.strip, _SEPARATORS.split(said)):
        found = _phone(piece) or _phone_among_words(piece)
        if found:
            numbers.append(found.value)
            flaws.extend(found.flaws)
        elif re.search(r"\d", piece):
            flaws.append(left_out(f"{quoted(piece)} is no telephone number in use in the United Kingdom."))
    if not numbers and not flaws:
        flaws.append(left_out("This is no telephone number."))
    return Reading(tuple(dict.fromkeys(numbers)), tuple(flaws))


def _phone(text: str) -> Reading[str] | None:
    said = _LABEL.sub("", text.strip()).strip()
    digits = re.sub(r"[\s().-]", "", said)
    if _USUAL.fullmatch(digits):
        return Reading(said)
    if _LOST_ZERO.fullmatch(digits) and _is_real(f"0{digits}"):
        return Reading(f"0{said}", (changed("The number has lost its leading zero.", f"Kept as 0{said}."),))
    if _SHORT.fullmatch(digits) or _is_real(said):
        return Reading(said)
    return None


def _phone_among_words(text: str) -> Reading[str] | None:
    match = _AMONG_WORDS.search(text)
    found = _phone(match.group().strip()) if match else None
    if found is None:
        return None
    return Reading(found.value, (changed("Words stand beside the number.", f"Kept {found.value} alone."),))


def _is_real(text: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, "GB"))
    except phonenumbers.NumberParseException:
        return False


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme.lower() in ("http", "https")
        and _HOST.fullmatch(parts.netloc) is not None
        and " " not in url
    )
