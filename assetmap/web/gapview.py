"""A table of gaps in the words and the order in which a page shows it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assetmap.coverage.gaps import STATUSES, Gap, GapTable, WardSummary
from assetmap.directory.categories import Categories
from assetmap.web import words
from assetmap.web.forms import Pairs, address, category_name

WORDS = {"none": "None", "thin": "Thin", "covered": "Covered"}
HEADINGS = ("In ward", "In reach", "Without", "Nearest", "Need")
SEVERAL_HEADINGS = ("None", "Thin", "Covered", "What is missing")
# As many as a popup has room for.
MOST_NAMED = 5
MEANINGS = {
    "none": "nobody in the ward has one within reach",
    "thin": "more than a quarter of residents have none within reach",
    "covered": "at least three quarters of residents have one within reach",
}


class Key(NamedTuple):
    """A line of the legend: the fill, its word and what that means."""

    fill: str
    word: str
    meaning: str


class Row(NamedTuple):
    """A ward as the table and the map show it."""

    code: str
    name: str
    district: str
    district_href: str
    residents: str
    word: str
    fill: str
    cells: tuple[str, ...]
    missing: tuple[str, ...]
    lines: list[str]


class Kind(NamedTuple):
    """A kind of service over all the wards, with the address of its own page."""

    name: str
    href: str
    none: int
    thin: int
    covered: int


@dataclass(frozen=True, slots=True)
class View:
    """What the page says of a table."""

    place: str
    subject: str
    several: bool
    sentences: Sequence[str]
    headings: Sequence[str]
    caption: str
    rows: Sequence[Row]
    kinds: Sequence[Kind]
    keys: Sequence[Key]
    show_district: bool


def view(table: GapTable, categories: Categories, pairs: Pairs, place: str) -> View:
    """Say a table of a place: one category in full, several as what is missing where."""
    chosen = [value for name, value in pairs if name == "category"]
    subject = words.listed(category_name(categories, slug) for slug in chosen) or "all kinds of service"
    say = _one if len(table.categories) == 1 else _several
    return say(table, pairs, place, subject)


def _one(table: GapTable, pairs: Pairs, place: str, subject: str) -> View:
    measure, _unit = table.measures.get(table.categories[0].need, ("", ""))
    gaps = table.rows()
    return View(
        place=place,
        subject=subject,
        several=False,
        sentences=_sum_up(gaps, table.reach_m),
        headings=HEADINGS if measure else HEADINGS[:-1],
        caption=_caption(table.reach_m, measure),
        rows=[_gap_row(gap, bool(measure), pairs) for gap in gaps],
        kinds=(),
        keys=[Key(word, WORDS[word], MEANINGS[word]) for word in STATUSES],
        show_district=_crosses_districts(table),
    )


def _several(table: GapTable, pairs: Pairs, place: str, subject: str) -> View:
    summaries = table.summary()
    lacking = [summary.none for summary in summaries if summary.none]
    low, top = (min(lacking), max(lacking)) if lacking else (0, 0)
    wide = _crosses_districts(table)
    names = {category.slug: category.name for category in table.categories}
    return View(
        place=place,
        subject=subject,
        several=True,
        sentences=_sum_up_several(summaries),
        # Names for hundreds of wards would make a page of megabytes; each district's own page has them.
        headings=SEVERAL_HEADINGS[:-1] if wide else SEVERAL_HEADINGS,
        caption="",
        rows=[_summary_row(each, level_of(each.none, low, top), names, pairs) for each in summaries],
        kinds=_kinds(table, pairs),
        keys=_levels(low, top),
        show_district=wide,
    )


def _crosses_districts(table: GapTable) -> bool:
    return len({ward.district_code for ward in table.wards}) > 1


def _caption(reach_m: float, measure: str) -> str:
    near = words.in_miles(reach_m)
    need = f" Need: {words.uncapitalized(measure)}." if measure else ""
    return (
        f"Services in the ward, and in reach: within {near} of a resident in a straight line. "
        f"Without: residents with none in reach. Nearest: how far, on average over residents.{need}"
    )


def _gap_row(gap: Gap, with_need: bool, pairs: Pairs) -> Row:
    share, nearest = _percent(gap.share_without), _miles(gap.nearest_m)
    cells = (f"{gap.services_in_ward:,}", f"{gap.services_within_reach:,}", share, nearest)
    need = (_figure(gap.need),) if with_need else ()
    return Row(
        code=gap.ward.code,
        name=gap.ward.name,
        district=gap.ward.district_name,
        district_href=_district_url(gap.ward.district_code, pairs),
        residents=f"{gap.residents:,.0f}",
        word=WORDS[gap.status],
        fill=gap.status,
        cells=(*cells, *need),
        missing=(),
        lines=[
            f"{WORDS[gap.status]}: {MEANINGS[gap.status]}",
            f"{gap.residents:,.0f} residents, {share} with none within reach",
            f"{gap.services_in_ward:,} in the ward, {gap.services_within_reach:,} within reach",
            f"Nearest, on average: {nearest}",
        ],
    )


def _summary_row(summary: WardSummary, level: int, names: Mapping[str, str], pairs: Pairs) -> Row:
    missing = tuple(names[slug] for slug in summary.missing)
    more = [f"{len(missing) - MOST_NAMED} more"] if len(missing) > MOST_NAMED else []
    return Row(
        code=summary.ward.code,
        name=summary.ward.name,
        district=summary.ward.district_name,
        district_href=_district_url(summary.ward.district_code, pairs),
        residents=f"{summary.residents:,.0f}",
        word=f"{summary.none} missing",
        fill=f"level-{level}",
        cells=(str(summary.none), str(summary.thin), str(summary.covered)),
        missing=missing,
        lines=[
            f"{summary.residents:,.0f} residents",
            f"Kinds of service: {summary.none} missing, {summary.thin} thin, {summary.covered} covered",
            *([f"Missing: {words.listed([*missing[:MOST_NAMED], *more])}"] if missing else []),
        ],
    )


def level_of(missing: int, low: int, top: int) -> int:
    """Put a number of missing kinds in one of four levels: 0 for none, else thirds from lowest to highest.

    >>> [level_of(missing, low=3, top=11) for missing in (0, 3, 5, 6, 9, 11)]
    [0, 1, 1, 2, 3, 3]
    """
    return 1 + 3 * (missing - low) // (top - low + 1) if missing else 0


def _levels(low: int, top: int) -> list[Key]:
    levels: dict[int, list[int]] = {0: [0]}
    for missing in range(low, top + 1) if top else ():
        levels.setdefault(level_of(missing, low, top), []).append(missing)
    return [
        Key(f"level-{level}", _span(found), "kinds missing")
        for level, found in sorted(levels.items(), reverse=True)
    ]


def _span(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _kinds(table: GapTable, pairs: Pairs) -> list[Kind]:
    found = []
    for category, statuses in zip(table.categories, table.status.T.tolist(), strict=True):
        none, thin, covered = (statuses.count(status) for status in range(3))
        found.append(Kind(category.name, _category_url(category.slug, pairs), none, thin, covered))
    return sorted(found, key=lambda kind: (-kind.none, -kind.thin, kind.name))


def _category_url(slug: str, pairs: Pairs) -> str:
    return address("web.gaps", [("category", slug), *(pair for pair in pairs if pair[0] != "category")])


def _district_url(code: str, pairs: Pairs) -> str:
    return address("web.gaps", [("district", code), *(pair for pair in pairs if pair[0] != "district")])


def _sum_up(gaps: Sequence[Gap], reach_m: float) -> list[str]:
    found = [sum(gap.status == status for gap in gaps) for status in STATUSES]
    residents = sum(gap.residents for gap in gaps)
    without = sum(gap.residents * gap.share_without for gap in gaps if not math.isnan(gap.share_without))
    share = f" ({_percent(without / residents)})" if residents else ""
    wards = f"Of {words.count(len(gaps), 'ward')}, {found[0]} have none, {found[1]} are thin"
    people = f"{without:,.0f} of {residents:,.0f} residents{share} have none within {words.in_miles(reach_m)}"
    return [
        f"{wards} and {found[2]} are covered.",
        f"{people} of home in a straight line, and none that comes to them.",
    ]


def _sum_up_several(summaries: Sequence[WardSummary]) -> list[str]:
    lacking = sum(summary.none > 0 for summary in summaries)
    wards = f"{lacking} of {words.count(len(summaries), 'ward')}"
    said = f"In {wards} at least one kind of service is missing altogether."
    return [said, "Health services, such as GP surgeries, are shown as context and not counted as missing."]


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.0%}"


def _figure(value: float) -> str:
    """Say a figure as exactly as it is worth: people whole, scores and shares with a decimal."""
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _miles(metres: float) -> str:
    return "–" if math.isnan(metres) else words.in_miles(metres)
