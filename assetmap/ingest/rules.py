"""What a spreadsheet's own headers do not say: a source's rules, or a mapping file."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assetmap.errors import FileRefused
from assetmap.ingest.fields import FIELDS, is_field

_HINT = "docs/importing.md shows a mapping file; --dry-run shows the headers that were found."
_SECTIONS = ("columns", "constants", "ignore", "categories", "areas", "values", "recase")


@dataclass(frozen=True, slots=True)
class Rules:
    """How to read one kind of spreadsheet.

    `columns` gives a field its headers; `constants` fills a field where its cell is empty or it has no
    column; `ignore` names headers to pass over; `categories` and `areas` translate the source's words;
    `values` replaces whole cells of a field; `recase` names the fields whose capitals are to become names.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    recase: tuple[str, ...] = ()
    strict: bool = False

    def over(self, base: "Rules") -> "Rules":
        """These rules with those of a base where these are silent."""
        return Rules(
            columns={**base.columns, **self.columns},
            constants={**base.constants, **self.constants},
            ignore=(*base.ignore, *self.ignore),
            categories={**base.categories, **self.categories},
            areas={**base.areas, **self.areas},
            values={name: {**base.values.get(name, {}), **self.values.get(name, {})}
                    for name in {*base.values, *self.values}},
            recase=(*base.recase, *self.recase),
            strict=self.strict or base.strict,
        )  # fmt: skip


def load_rules(path: Path) -> Rules:
    """Read a mapping file; anything in it that we do not know is refused by name."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileRefused(f"The mapping {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileRefused(f"The mapping {path} is not readable TOML: {error}.", hint=_HINT) from error
    for section in document:
        _known(path, "section", section, _SECTIONS)
    for section in ("columns", "constants", "values"):
        for name in _table(path, document, section):
            if not is_field(name):
                _known(path, f"field in [{section}]", name, [known.name for known in FIELDS])
    return Rules(
        columns=_lists(path, document, "columns"),
        constants=_texts(path, "constants", _table(path, document, "constants")),
        ignore=_list(path, "ignore", document.get("ignore", [])),
        categories=_lists(path, document, "categories"),
        areas=_lists(path, document, "areas"),
        values={
            name: _texts(path, f"values.{name}", table)
            for name, table in _table(path, document, "values").items()
        },
        recase=_list(path, "recase", document.get("recase", [])),
        strict=True,
    )


def _known(path: Path, what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise FileRefused(
            f"The mapping {path} has a {what} “{name}”; known are {', '.join(known)}.", hint=_HINT
        )


def _table(path: Path, document: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    table = document.get(section, {})
    if not isinstance(table, dict):
        raise FileRefused(f"The mapping {path}: [{section}] must be a table, not {table!r}.", hint=_HINT)
    return table


def _texts(path: Path, section: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise FileRefused(f"The mapping {path}: [{section}] must be a table, not {table!r}.", hint=_HINT)
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in table.items()
    }


def _lists(path: Path, document: Mapping[str, Any], section: str) -> dict[str, tuple[str, ...]]:
    table = _table(path, document, section)
    return {name: _list(path, f"{section}.{name}", value) for name, value in table.items()}


def _list(path: Path, where: str, value: Any) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if isinstance(items, list) and all(isinstance(item, str) for item in items):
        return tuple(items)
    raise FileRefused(
        f"The mapping {path}: {where} must be a text or a list of texts, not {value!r}.", hint=_HINT
    )
