"""Areas by the names that people give them: `Thanet`, `Kent and Medway`, `all of Swale`, a GSS code."""

import re
from collections.abc import Mapping

from sqlalchemy import Connection, text

from assetmap.directory.words import key_of
from assetmap.ingest.normalise.reading import Flaw, Reading, left_out, quoted

Named = tuple[tuple[str, str | None], ...]

_SEPARATORS = re.compile(r"[,;/|\n&+]|\band\b", re.I)
_LISTS = re.compile(r"[;|\n]")
_GSS = re.compile(r"[EWSNK]\d{8}", re.I)
_PADDING = re.compile(
    r"\b(?:(?:all|the whole|whole|across|throughout|anywhere|everywhere|residents|people|living)\b"
    r"(?:\s+(?:of|in|across))?|(?:county|district|borough|city) of|the|only|wide|area|district|borough"
    r"|council|wards?|county)\b|[.-]",
    re.I,
)
_EVERYWHERE = frozenset(
    {
        "",
        "uk",
        "united kingdom",
        "national",
        "nationwide",
        "england",
        "great britain",
        "anywhere",
        "everywhere",
    }
    | {"any", "online", "uk wide", "nation", "all area", "all"}
)
# Of two areas with one name, people mean the larger.
_RANK = {"country": 0, "county": 1, "district": 2, "ward": 3}
_QUERY = text(
    "SELECT code, kind, name, (SELECT array_agg(parent.name ORDER BY parent.name) FROM area_membership AS m"
    " JOIN area AS parent ON parent.code = m.parent_code AND parent.kind = 'district'"
    " WHERE m.code = area.code AND area.kind = 'ward') AS within"
    " FROM area WHERE kind <> 'lsoa' ORDER BY code"
)


class AreaNames:
    """Every area that is loaded, by the key of its name; wards also by ward and district."""

    def __init__(self, connection: Connection, told: Mapping[str, tuple[str, ...]]) -> None:
        self._codes: dict[str, str] = {}
        self._by_key: dict[str, list[tuple[int, str]]] = {}
        self._told = {key_of(name): codes for name, codes in told.items()}
        self._read: dict[str, Reading[Named]] = {}
        for code, kind, name, within in connection.execute(_QUERY):
            self._codes[code] = name
            self._by_key.setdefault(key_of(name), []).append((_RANK[kind], code))
            for district in within or ():
                self._by_key.setdefault(key_of(f"{name} {district}"), []).append((_RANK[kind], code))

    def read(self, text: str) -> Reading[Named]:
        """The areas of a cell as (name, code), the code None for a name that is not understood."""
        if text not in self._read:
            self._read[text] = self._match(text)
        return self._read[text]

    def _match(self, text: str) -> Reading[Named]:
        found: dict[str, str | None] = {}
        flaws: list[Flaw] = []
        for piece in _pieces(_LISTS, text):
            codes = self._one(piece) or self._several(piece)
            if codes:
                found.update({self._codes[code]: code for code in codes})
            elif key_of(piece) not in _EVERYWHERE:
                self._unknown(piece, found, flaws)
        return Reading(tuple(found.items()), tuple(flaws))

    def _unknown(self, piece: str, found: dict[str, str | None], flaws: list[Flaw]) -> None:
        """Of a list with an unknown name in it, the known ones are kept."""
        for name in _pieces(_SEPARATORS, piece):
            codes = self._one(name)
            if codes:
                found.update({self._codes[code]: code for code in codes})
                continue
            found[name] = None
            alike = len(self._best(name))
            problem = (
                f"{quoted(name)} is the name of {alike} areas."
                if alike > 1
                else f"There is no area called {quoted(name)}."
            )
            flaws.append(
                left_out(problem, "Kept as words. A code, or a mapping file, can say which area is meant.")
            )

    def _several(self, piece: str) -> tuple[str, ...]:
        names = _pieces(_SEPARATORS, piece)
        codes = [self._one(name) for name in names]
        return tuple(code for group in codes for code in group) if all(codes) else ()

    def _one(self, name: str) -> tuple[str, ...]:
        told = self._told.get(key_of(name))
        if told:
            return tuple(code for other in told for code in self._plain(other))
        return self._plain(name)

    def _plain(self, name: str) -> tuple[str, ...]:
        if _GSS.fullmatch(name.strip()) and name.strip().upper() in self._codes:
            return (name.strip().upper(),)
        best = self._best(name)
        return tuple(best) if len(best) == 1 else ()

    def _best(self, name: str) -> list[str]:
        ranked = self._by_key.get(key_of(name)) or self._by_key.get(key_of(_PADDING.sub(" ", name))) or []
        least = min((rank for rank, _ in ranked), default=0)
        return [code for rank, code in ranked if rank == least]


def _pieces(separators: re.Pattern[str], text: str) -> list[str]:
    return [piece for piece in map(str.strip, separators.split(text)) if piece]
