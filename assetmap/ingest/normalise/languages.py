"""Languages by their English names, with their ISO 639 codes where we know them."""

import re
from functools import lru_cache

_CODES = {
    "albanian": "sq", "amharic": "am", "arabic": "ar", "armenian": "hy", "bengali": "bn", "bangla": "bn",
    "british sign language": "bfi", "bsl": "bfi", "bulgarian": "bg", "burmese": "my", "cantonese": "yue",
    "chinese": "zh", "croatian": "hr", "czech": "cs", "dari": "prs", "dutch": "nl", "english": "en",
    "farsi": "fa", "french": "fr", "georgian": "ka", "german": "de", "greek": "el", "gujarati": "gu",
    "hebrew": "he", "hindi": "hi", "hungarian": "hu", "igbo": "ig", "irish": "ga", "italian": "it",
    "japanese": "ja", "korean": "ko", "kurdish": "ku", "latvian": "lv", "lithuanian": "lt", "malayalam": "ml",
    "mandarin": "cmn", "nepali": "ne", "panjabi": "pa", "pashto": "ps", "persian": "fa", "polish": "pl",
    "portuguese": "pt", "punjabi": "pa", "romanian": "ro", "romani": "rom", "russian": "ru",
    "scottish gaelic": "gd",
    "serbian": "sr", "shona": "sn", "sinhala": "si", "slovak": "sk", "somali": "so", "spanish": "es",
    "swahili": "sw", "sylheti": "syl", "tagalog": "tl", "tamil": "ta", "telugu": "te", "thai": "th",
    "tigrinya": "ti", "turkish": "tr", "twi": "tw", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
    "welsh": "cy", "yoruba": "yo",
}  # fmt: skip
_SEPARATORS = re.compile(r"[,;/|\n&]|\band\b", re.I)


@lru_cache(maxsize=4_096)
def read_languages(text: str) -> tuple[tuple[str, str | None], ...]:
    """Each language of a cell, with its code or None."""
    names = [name.strip().strip(" .") for name in _SEPARATORS.split(text)]
    return tuple(dict.fromkeys((name, _CODES.get(name.lower())) for name in names if name))
