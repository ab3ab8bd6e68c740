"""Which column of a spreadsheet fills which field: found by header, or told by rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from assetmap.errors import FileRefused
from assetmap.ingest.fields import BY_NAME, DAY_FIELDS, REMARK, field_of, plain_header
from assetmap.ingest.privacy import Polarity, polarity_of
from assetmap.ingest.rules import Rules

_HEADER_DEPTH = 30
_SHOWN = 12
#: What a mapping says of these does not put aside another column that says the same.
_PRIVACY = frozenset({Polarity.SECRET.value, Polarity.OPEN.value})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that fill each field, by their place, and those that fill none."""

    headers: tuple[str, ...]
    of_field: dict[str, tuple[int, ...]]
    unused: tuple[str, ...]
    remarks: frozenset[int]

    @property
    def partial(self) -> bool:
        """Whether the file is one that AssetMap wrote with only the rows to mend."""
        return bool(self.remarks)

    def header_of(self, field: str) -> str | None:
        """The first header that fills a field."""
        places = self.of_field.get(field)
        return self.headers[places[0]] if places else None

    def as_told(self) -> dict[str, list[str]]:
        """The mapping by names, as it is kept with the import."""
        return {field: [self.headers[place] for place in places] for field, places in self.of_field.items()}


def find_header(rows: Sequence[Sequence[str]], rules: Rules) -> int:
    """The place of the header among a table's first rows: below titles, above the data."""
    told = {plain_header(header) for headers in rules.columns.values() for header in headers}
    best, best_score = -1, 1
    for place, row in enumerate(rows[:_HEADER_DEPTH]):
        fields = {field_of(cell) for cell in row if cell} - {None}
        named = {plain_header(cell) for cell in row} & told
        score = len(fields) + len(named)
        nameable = (
            fields & {"name", "organization"}
            or {plain_header(h) for h in rules.columns.get("name", ())} & named
        )
        if nameable and score > best_score:
            best, best_score = place, score
    if best < 0:
        raise _no_header(rows)
    return best


def map_columns(headers: Sequence[str], rules: Rules) -> Columns:
    """Give each field its columns; refuse a header that stands twice, or a told one that is not there."""
    named = tuple(header or f"(column {letters(place)})" for place, header in enumerate(headers))
    _refuse_repeats(headers)
    remarks = frozenset(place for place, header in enumerate(headers) if header.startswith(REMARK))
    places = {plain_header(header): place for place, header in enumerate(headers) if header}
    ignored = {places[plain] for plain in map(plain_header, rules.ignore) if plain in places}
    told = _told(places, headers, rules)
    taken = remarks | ignored | {place for group in told.values() for place in group}
    found = _found(headers, taken, told)
    of_field = _in_order({**told, **found})
    if "name" not in of_field and "organization" in of_field:
        of_field["name"] = of_field["organization"]
    if "name" not in of_field and "name" not in rules.constants:
        raise _no_header([headers])
    used = {place for group in of_field.values() for place in group} | remarks
    unused = tuple(named[place] for place in range(len(named)) if place not in used)
    return Columns(named, of_field, unused, remarks)


def letters(place: int) -> str:
    """A column's letters in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _refuse_repeats(headers: Sequence[str]) -> None:
    first: dict[str, int] = {}
    for place, header in enumerate(headers):
        key = header.strip().lower()
        if key and key in first:
            raise FileRefused(
                f"The header “{header}” stands twice, in columns {letters(first[key])} and {letters(place)}.",
                hint="Give each column a header of its own, then import again.",
            )
        first[key] = place


def _told(places: dict[str, int], headers: Sequence[str], rules: Rules) -> dict[str, tuple[int, ...]]:
    told: dict[str, tuple[int, ...]] = {}
    for field, wanted in rules.columns.items():
        found = [places[plain_header(header)] for header in wanted if plain_header(header) in places]
        if rules.strict and len(found) < len(wanted):
            missing = next(header for header in wanted if plain_header(header) not in places)
            raise FileRefused(
                f"The mapping gives {field} the column “{missing}”, which the file does not have.",
                hint=f"Its columns are: {_listed(headers)}.",
            )
        if found:
            told[field] = tuple(found)
    return told


def _found(
    headers: Sequence[str], taken: set[int] | frozenset[int], told: dict[str, tuple[int, ...]]
) -> dict[str, tuple[int, ...]]:
    """By name and synonym; of two columns for a field that takes one, the better-named is used."""
    candidates: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        field = _field_of(header) if header and place not in taken else None
        if field and (field not in told or field in _PRIVACY):
            candidates.setdefault(field, []).append(place)
    found = {}
    for field, places in candidates.items():
        if field in BY_NAME and BY_NAME[field].many:
            found[field] = (*told.get(field, ()), *places)
        else:
            found[field] = (min(places, key=lambda place: _rank(field, headers[place])),)
    return found


def _field_of(header: str) -> str | None:
    """The field that a header names by itself; one that may hide addresses is understood, or asked about."""
    if field := field_of(header):
        return field
    polarity = polarity_of(header)
    if polarity is not Polarity.UNCLEAR:
        return polarity.value if polarity else None
    raise FileRefused(
        f"The column “{header}” seems to say whether addresses may be shown, but not which way round.",
        hint="Say it in a mapping file, with --map. Under [columns]: "
        f'{Polarity.SECRET.value} = "{header}" if yes means that the address is secret, '
        f'{Polarity.OPEN.value} = "{header}" if yes means that it may be'
        f' shown. If it is about something else: ignore = ["{header}"]. Nothing was written.',
    )


def _rank(field: str, header: str) -> int:
    synonyms = BY_NAME[field].synonyms if field in BY_NAME else ()
    plain = plain_header(header)
    return synonyms.index(plain) if plain in synonyms else len(synonyms)


def _in_order(of_field: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {name: of_field[name] for name in (*BY_NAME, *DAY_FIELDS) if name in of_field}


def _no_header(rows: Sequence[Sequence[str]]) -> FileRefused:
    first = next((row for row in rows if any(row)), [])
    return FileRefused(
        f"No header row was found: no row holds a name for the services. The first row is: {_listed(first)}.",
        hint="A header such as “Name”, “Postcode” or “Opening hours” is wanted above the rows; if the columns"
        " have other names, say which is which in a mapping file with --map.",
    )


def _listed(headers: Sequence[str]) -> str:
    shown = [header for header in headers if header][:_SHOWN]
    more = ", …" if len([header for header in headers if header]) > _SHOWN else ""
    return ", ".join(f"“{header[:40]}”" for header in shown) + more if shown else "empty"
