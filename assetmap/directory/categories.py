"""Our own categories of need: read from data/taxonomy/categories.toml and looked up by slug or by word."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assetmap.directory.words import bare_key_of, key_of
from assetmap.errors import NotFound, SetupError

# A comma or a stroke may also stand inside a name, so they part a cell only where the whole is unknown.
SURE_SEPARATORS = re.compile(r"[;|\n\r]+")
OTHER_SEPARATORS = re.compile(r"[,/]+")


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of help, the words people use for it, and the population figure that shows who needs it."""

    slug: str
    name: str
    group: str
    description: str
    words: tuple[str, ...]
    need: str
    context: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over categories that belong together."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What a cell of a spreadsheet named: the categories, and the words that no category has."""

    categories: tuple[Category, ...]
    unread: tuple[str, ...]


class Categories:
    """The whole tree in its own order, with its lookups."""

    def __init__(
        self, groups: Sequence[Group], categories: Sequence[Category], ambiguous: Mapping[str, Sequence[str]]
    ) -> None:
        self.groups = tuple(groups)
        self.all = tuple(categories)
        self._by_slug = {category.slug: category for category in self.all}
        self._by_key = _index(self.all, key_of)
        self._by_bare_key = _index(self.all, bare_key_of)
        self._shared: defaultdict[str, list[str]] = defaultdict(list)
        for word, slugs in ambiguous.items():
            self._by_key[key_of(word)] = tuple(self.get(slug) for slug in slugs)
            for slug in slugs:
                self._shared[slug].append(word)

    def __iter__(self) -> Iterator[Category]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def get(self, slug: str) -> Category:
        """The category with this slug, or NotFound."""
        if slug in self._by_slug:
            return self._by_slug[slug]
        near = self.candidates(slug)
        hint = f"Perhaps {' or '.join(category.slug for category in near)}?" if near else None
        raise NotFound(f"There is no category '{slug}'.", hint=hint)

    def in_group(self, slug: str) -> tuple[Category, ...]:
        """The categories under one heading, in their own order."""
        return tuple(category for category in self.all if category.group == slug)

    def words_for(self, slug: str) -> tuple[str, ...]:
        """The words under which a category is found: its own, and those that it shares with others.

        A word that may mean several kinds files nothing by itself; who looks for it wants to see them all.
        """
        return tuple(dict.fromkeys((*self.get(slug).words, *self._shared.get(slug, ()))))

    def candidates(self, text: str) -> tuple[Category, ...]:
        """Every category that a text may name: several if the word is ambiguous, none if it is unknown."""
        found = self._by_key.get(key_of(text))
        return found if found is not None else self._by_bare_key.get(bare_key_of(text), ())

    def match(self, text: str) -> Category | None:
        """The one category that a text names, whatever its case or plural; None where it is not certain."""
        found = self.candidates(text)
        return found[0] if len(found) == 1 else None

    def match_all(self, text: str) -> Matched:
        """The categories that a cell names, as a whole or as a list (`Walking groups; Befriending`)."""
        named: dict[Category, None] = {}
        unread = []
        for part in self._parts(text):
            category = self.match(part)
            if category is None:
                unread.append(part)
            else:
                named[category] = None
        return Matched(tuple(named), tuple(unread))

    def _parts(self, text: str) -> Iterator[str]:
        for part in _split(SURE_SEPARATORS, text):
            yield from (part,) if self.match(part) else _split(OTHER_SEPARATORS, part)


def load_categories(path: Path) -> Categories:
    """Read the tree; a slug used twice, or a word in two places by accident, is a SetupError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        groups, categories = _read_tree(document["group"])
        ambiguous = {entry["word"]: tuple(entry["categories"]) for entry in document.get("ambiguous", ())}
    except OSError as error:
        raise SetupError(f"The categories cannot be read from {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{path} is not readable TOML: {error}.") from error
    except (KeyError, TypeError) as error:
        raise SetupError(f"{path}: a group, category or ambiguous word lacks {error}.") from error
    _check_slugs(path, [group.slug for group in groups] + [category.slug for category in categories])
    _check_ambiguous(path, ambiguous, {category.slug for category in categories})
    _check_words(path, categories, {key_of(word) for word in ambiguous})
    return Categories(groups, categories, ambiguous)


def _read_tree(tables: Sequence[Mapping[str, Any]]) -> tuple[list[Group], list[Category]]:
    groups = [Group(table["slug"], table["name"], table["description"]) for table in tables]
    categories = [_read_category(leaf, table["slug"]) for table in tables for leaf in table["category"]]
    return groups, categories


def _read_category(leaf: Mapping[str, Any], group: str) -> Category:
    return Category(
        slug=leaf["slug"],
        name=leaf["name"],
        group=group,
        description=leaf["description"],
        words=tuple(leaf["words"]),
        need=leaf["need"],
        context=bool(leaf.get("context", False)),
    )


def _split(separators: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in separators.split(text) if part.strip()]


def _index(categories: Sequence[Category], key: Callable[[str], str]) -> dict[str, tuple[Category, ...]]:
    found: defaultdict[str, dict[str, Category]] = defaultdict(dict)
    for category in categories:
        for text in (category.slug, category.name, *category.words):
            if short := key(text):
                found[short][category.slug] = category
    return {short: tuple(matches.values()) for short, matches in found.items()}


def _check_slugs(path: Path, slugs: Sequence[str]) -> None:
    twice = sorted(slug for slug, times in Counter(slugs).items() if times > 1)
    if twice:
        raise SetupError(f"{path}: the slug {', '.join(twice)} is used twice; a slug names one thing.")


def _check_ambiguous(path: Path, ambiguous: Mapping[str, Sequence[str]], known: set[str]) -> None:
    for word, slugs in ambiguous.items():
        strange = [slug for slug in slugs if slug not in known]
        if strange or len(slugs) < 2:
            wrong = f"names no category '{strange[0]}'" if strange else "names fewer than two categories"
            raise SetupError(f"{path}: the ambiguous word '{word}' {wrong}.")


def _check_words(path: Path, categories: Sequence[Category], ambiguous: set[str]) -> None:
    for word, matches in _index(categories, key_of).items():
        if len(matches) > 1 and word not in ambiguous:
            slugs = " and ".join(category.slug for category in matches)
            raise SetupError(
                f"{path}: the word '{word}' points to {slugs}.",
                hint="Keep it in one of them, or list it under [[ambiguous]] if it truly means both.",
            )
