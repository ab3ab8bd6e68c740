"""What a file must say of itself: what it holds, where that comes from, and what may be done with it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from assetmap.export.choice import Choice
from assetmap.geography.attribution import Licence, pack_licence
from assetmap.listing.sources import list_sources

TITLE = "Community services"
#: The licence that the Open Government Licence is known by in data packages.
LICENCES = {
    "OGL-3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "Open Government Licence v3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}

_CHANGED = text("SELECT number, changed_at FROM version WHERE name = 'listing'")


@dataclass(frozen=True, slots=True)
class Source:
    """Who told us of services, and under which licence."""

    name: str
    title: str
    licence: str | None
    attribution: str | None
    url: str | None
    imported_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """What is known of it."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        if self.imported_at:
            known["imported_at"] = said_at(self.imported_at)
        return known


@dataclass(frozen=True, slots=True)
class About:
    """What every file says; `changed_at` is when the listing last changed, `filters` what was chosen."""

    version: int
    changed_at: datetime
    filters: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    geography: Licence

    @property
    def attribution(self) -> str:
        """The words that the licences of boundaries and postcodes ask for."""
        return self.geography.attribution

    def lines(self) -> list[str]:
        """The same as sentences."""
        chosen = ", ".join(f"{name} {value}" for name, value in self.filters)
        said = [
            f"{TITLE}, as AssetMap listed them on {said_at(self.changed_at)}.",
            f"Chosen by: {chosen}." if chosen else "Everything that the listing holds.",
            "Check with a service before you send anybody to it.",
            "Rows that say that they are samples are invented, for demonstration.",
        ]
        for source in self.sources:
            licence = source.licence or "licence not stated"
            said.append(f"{' '.join(filter(None, (source.title, source.url)))}: {licence}.")
            said += [source.attribution] if source.attribution else []
        licensed = " ".join(filter(None, (self.geography.name, self.geography.url)))
        said.append(f"Places, wards and districts: {licensed}")
        return [*said, self.attribution]


def describe(connection: Connection, choice: Choice, data_dir: Path) -> About:
    """Gather what must be said of an export."""
    changed = connection.execute(_CHANGED).one()
    sources = tuple(
        Source(row.name, row.title, row.licence, row.attribution, row.url, row.imported_at)
        for row in list_sources(connection)
    )
    left_out = {"page", "per_page", "exact"}
    filters = tuple(pair for pair in choice.query.to_args() if pair[0] not in left_out)
    return About(changed.number, changed.changed_at, filters, sources, pack_licence(data_dir))


def said_at(moment: datetime) -> str:
    """A moment as machines read it and people can."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
