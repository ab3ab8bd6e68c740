"""A source: where services come from, under which licence, and how its spreadsheet is read."""

from dataclasses import dataclass, field

from assetmap.ingest.rules import Rules


@dataclass(frozen=True, slots=True)
class Source:
    """One source; `name` is the word typed after `--source`."""

    name: str
    title: str
    licence: str | None = None
    attribution: str | None = None
    url: str | None = None
    rules: Rules = field(default_factory=Rules)


OGL = "Open Government Licence v3.0"
