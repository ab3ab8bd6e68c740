"""Cells made to keep a reader busy: one short text again and again, and an end that doesn't fit it."""

from collections.abc import Callable, Iterator
from typing import Any

from assetmap.directory.words import key_of
from assetmap.feeds.address import without_secrets
from assetmap.ingest.children import accessibility_json
from assetmap.ingest.feed.notes import Notes
from assetmap.ingest.feed.prices import read_prices
from assetmap.ingest.feed.times import read_schedules
from assetmap.ingest.feed.values import mend_date, mend_number, mend_prose, mend_text, mend_time
from assetmap.ingest.fields import field_of
from assetmap.ingest.normalise import (
    ages,
    contacts,
    costs,
    dates,
    flags,
    hours,
    languages,
    places,
    text,
    ways,
)
from assetmap.spreadsheet import guard

_SCHEDULE = ("freq", "byday", "bymonthday", "interval", "opens_at", "closes_at", "description", "valid_from")
ATOMS = (
    " ", "\u1680", " \n", "\u00a0\t", "9", "9,", "1,000", "(", "[<", "a", "a.", "@", "a@b.", "//", "–", "£1",
    "£ ", "\u202e", "\u0301\u0316", "\x00", "\ud800", "😀", "Mon 9-5 ", "9:", "every 2nd ", "or ", "and ",
    "0 ", "('", "no ", "free ", "1 week ", "people ", "&#1;", "Ã", "=", "-", "step ", "\u200b", "CT9 ",
)  # fmt: skip
_OF_CELLS: tuple[Callable[[str], Any], ...] = (
    ages.read_ages, ages.read_age, contacts.read_url, contacts.read_email, contacts.read_phones,
    costs.read_costs, dates.read_date, flags.read_flag, hours.read_opening,
    lambda cell: hours.read_day("MO", cell), languages.read_languages, places.read_postcode,
    places.find_postcode, lambda cell: places.read_coordinates(cell, cell),
    lambda cell: places.read_grid(cell, cell), text.one_line, lambda cell: text.recase(cell.upper()),
    ways.read_delivery, ways.read_joining, ways.read_status, ways.read_waiting, ways.waiting_unit,
    ways.read_count, lambda cell: accessibility_json(None, cell), key_of,
)  # fmt: skip
#: Everything that reads one cell of a file, which is cleaned first, or one value of a feed.
READERS: tuple[Callable[[str], Any], ...] = (
    *(lambda cell, read=read: read(text.clean_cell(cell)) for read in _OF_CELLS),
    lambda cell: mend_text(Notes(1), "x", cell), lambda cell: mend_prose(Notes(1), "x", cell),
    lambda cell: mend_date(Notes(1), "x", cell), lambda cell: mend_time(Notes(1), "x", cell),
    lambda cell: mend_number(Notes(1), "x", cell), lambda cell: read_schedules(cell, Notes(1), "x"),
    lambda cell: read_schedules([dict.fromkeys(_SCHEDULE, cell)], Notes(1), "x"),
    lambda cell: read_prices([dict.fromkeys(("amount", "option"), cell)], cell, Notes(1)),
    field_of, without_secrets, guard, text.clean_cell,
)  # fmt: skip


def hostile_cells(length: int) -> Iterator[str]:
    """Each atom repeated up to a length, between two letters that belong to nothing."""
    for atom in ATOMS:
        yield "9" + (atom * length)[: length - 2] + "q"
