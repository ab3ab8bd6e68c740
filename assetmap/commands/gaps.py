"""`assetmap gaps`: who has a service within reach, ward by ward."""

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.engine import open_engine
from assetmap.directory.categories import Categories, load_categories
from assetmap.listing.query import DAYS, PARTS, SearchQuery
from assetmap.model.words import DELIVERY, JOINING

if TYPE_CHECKING:
    from assetmap.coverage.gaps import GapTable

FORMATS = ("table", "csv", "xlsx", "json")
MOST_NAMED = 3


@click.command()
@click.option("--category", multiple=True, help="Slug of a category or group; may be repeated. Default: all.")
@click.option("--district", help="Name or GSS code of a district or county, such as Thanet.")
@click.option("--ward", help="GSS code of a ward.")
@click.option("--day", multiple=True, type=click.Choice(list(DAYS)), help="Only services open on this day.")
@click.option("--part", multiple=True, type=click.Choice(list(PARTS)), help="Only at this part of the day.")
@click.option("--free", is_flag=True, help="Only services that are free.")
@click.option("--step-free", is_flag=True, help="Only places with step-free access.")
@click.option("--age", type=int, help="Only services for somebody of this age.")
@click.option("--delivery", multiple=True, type=click.Choice(DELIVERY), help="Only services delivered so.")
@click.option("--joining", multiple=True, type=click.Choice(JOINING), help="Only services joined so.")
@click.option("--reach", type=int, default=1600, show_default=True, help="How far is near enough, in metres.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="What to write."
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here, not to the terminal."
)
@click.pass_obj
def gaps(settings: Settings, /, reach: int, form: str, output: Path | None, **filters: Any) -> None:
    """Show, for each ward, who has a service within reach: none, thin or covered.

    Distances are straight lines from people's postcodes. Without a category the table has one line for each
    ward, and the other formats one for each ward and category.
    """
    query = SearchQuery.parse(_arguments(filters))
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError("A workbook is no text: say where to write it, with --output gaps.xlsx")
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    written = _write(_measure(settings, query, categories, reach), form)
    if output is None:
        click.echo(written, nl=False)
    else:
        output.write_bytes(written)
        click.echo(f"Written to {output}.")


def _arguments(filters: dict[str, Any]) -> dict[str, list[str]]:
    """The options as a query string has them, so that both are checked alike."""
    several = {name: value if isinstance(value, tuple) else (value,) for name, value in filters.items()}
    return {
        name: ["true" if value is True else str(value) for value in values if value not in (None, False)]
        for name, values in several.items()
    }


def _measure(settings: Settings, query: SearchQuery, categories: Categories, reach_m: int) -> "GapTable":
    from assetmap.coverage.report import report_gaps

    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        return report_gaps(connection, query, categories, reach_m)


def _write(table: "GapTable", form: str) -> bytes:
    from assetmap.coverage import export

    if form == "csv":
        return export.to_csv(table)
    if form == "xlsx":
        return export.to_xlsx(table)
    if form == "json":
        return orjson.dumps(
            [export.to_values(table, gap) for gap in table.rows()],
            option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
        )
    lines = _gap_lines(table) if len(table.categories) == 1 else _ward_lines(table)
    return "".join(f"{line.rstrip()}\n" for line in lines).encode()


def _gap_lines(table: "GapTable") -> list[str]:
    category = table.categories[0]
    # Residents have a column anyway.
    need, unit = table.measures.get(category.need, ("", "")) if category.need != "residents" else ("", "")
    heads = ("Residents", "In ward", "Within reach", "For area", "Without", "  Nearest")
    width = max(len(ward.name) for ward in table.wards)
    head = "  ".join([f"{'Ward':<{width}}", *heads, f"{'Status':<7}", need]).rstrip()
    lines = [f"{category.name}, within {table.reach_m:,.0f} m in a straight line", "", head, "-" * len(head)]
    for row in table.rows():
        cells = (
            f"{row.residents:,.0f}",
            str(row.services_in_ward),
            str(row.services_within_reach),
            str(row.services_for_area),
            _figure(row.share_without, ".0%"),
            _figure(row.nearest_m, ",.0f", " m"),
        )
        figures = [f"{cell:>{len(name)}}" for cell, name in zip(cells, heads, strict=True)]
        ends = [f"{row.status:<7}", _need(row.need) if need else ""]
        lines.append("  ".join([f"{row.ward.name:<{width}}", *figures, *ends]))
    return [*lines, "", *_footer(table), *([f"{need}: {unit}."] if unit else [])]


def _figure(value: float, form: str, unit: str = "") -> str:
    return "—" if math.isnan(value) else f"{value:{form}}{unit}"


def _need(value: float) -> str:
    return _figure(value, ",.0f" if abs(value) >= 10 else ".2f")


def _ward_lines(table: "GapTable") -> list[str]:
    names = {category.slug: category.name for category in table.categories}
    width = max(len(ward.name) for ward in table.wards)
    counted = sum(not category.context for category in table.categories)
    head = f"{'Ward':<{width}}  Residents  None  Thin  Covered  Nothing within reach of"
    lines = [
        f"{counted} categories, within {table.reach_m:,.0f} m in a straight line",
        "",
        head,
        "-" * len(head),
    ]
    for row in table.summary():
        named = "; ".join(names[slug] for slug in row.missing[:MOST_NAMED])
        more = len(row.missing) - MOST_NAMED
        lines.append(
            f"{row.ward.name:<{width}}  {row.residents:>9,.0f}  {row.none:>4}  {row.thin:>4}  "
            f"{row.covered:>7}  {named}{f' and {more} more' if more > 0 else ''}"
        )
    return [*lines, "", "Every missing category is in --format csv, xlsx or json.", *_footer(table)]


def _footer(table: "GapTable") -> list[str]:
    return [
        "none: no resident has one within reach. covered: at least three quarters have. thin: between.",
        "A service that comes to people, or covers an area, is within reach of everybody there.",
        *table.notes,
    ]
