"""Categories by the words of a spreadsheet, through the file's own table first."""

from collections.abc import Mapping

from assetmap.directory.categories import Categories
from assetmap.directory.words import key_of
from assetmap.ingest.children import array_text
from assetmap.ingest.normalise.reading import Reading, left_out, quoted


class CategoryWords:
    """Our categories, and what one source's words for them mean."""

    def __init__(self, categories: Categories, told: Mapping[str, tuple[str, ...]]) -> None:
        self._categories = categories
        self._told = {
            key_of(word): tuple(categories.get(slug).slug for slug in slugs) for word, slugs in told.items()
        }
        self._read: dict[str, Reading[str]] = {}

    def read(self, text: str) -> Reading[str]:
        """The slugs that a cell names, as a PostgreSQL array."""
        if text not in self._read:
            self._read[text] = self._match(text)
        return self._read[text]

    def _match(self, text: str) -> Reading[str]:
        told = self._told.get(key_of(text))
        if told is not None:
            return Reading(array_text(told))
        matched = self._categories.match_all(text)
        slugs = [category.slug for category in matched.categories]
        flaws = []
        for word in matched.unread:
            if (told := self._told.get(key_of(word))) is not None:
                slugs.extend(told)
            else:
                flaws.append(left_out(self._why(word), "The row goes on without this category."))
        return Reading(array_text(tuple(dict.fromkeys(slugs))), tuple(flaws))

    def _why(self, word: str) -> str:
        near = self._categories.candidates(word)
        if near:
            return f"{quoted(word)} may mean {' or '.join(category.name for category in near)}."
        return f"No category has the word {quoted(word)}."
