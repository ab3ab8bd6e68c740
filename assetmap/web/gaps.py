"""Gaps in provision.

A commissioner asks where there is nothing, for whom, and whether the directory can be trusted when it says
so. They choose a kind of service and a district, and read which wards have none within reach and how many
people live there. They take the table into a paper, and the map into a meeting, where it is printed in grey.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from assetmap.answers.question import Question
from assetmap.coverage.export import explain
from assetmap.coverage.gaps import DEFAULT_REACH_M, GapTable
from assetmap.coverage.report import check_question, report_gaps
from assetmap.errors import AssetMapError, InvalidQuery
from assetmap.http.answers import File, send_answer
from assetmap.listing.query import SearchQuery
from assetmap.web import forms, gapview, site
from assetmap.web.mapdata import district_url, page_ground
from assetmap.web.maps.pagemap import PageMap, gaps_map
from assetmap.web.waiting import waiting_page

# What the page asks of a search; where somebody lives and what they type play no part in it.
FIELDS = frozenset({"category", "district", "day", "part", "free", "age", "step_free", "delivery", "joining"})
UNFILTERED = forms.UNFILTERED | {"category", "district", "reach_m"}
REACHES = {400: "¼ mile", 800: "½ mile", DEFAULT_REACH_M: "1 mile", 3_200: "2 miles", 8_000: "5 miles"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_to(blueprint: Blueprint) -> None:
    """Add the page and its downloads to the site."""
    blueprint.get("/gaps")(gaps)
    blueprint.get("/gaps.csv")(gaps_csv)
    blueprint.get("/gaps.xlsx")(gaps_xlsx)


def gaps() -> Response | str:
    """Show the form and, once a district is chosen, its gaps as a map and a table."""
    try:
        query, reach_m = _read(request.args)
        table = report_gaps(site.connection(), query, site.categories(), reach_m) if query.district else None
    except InvalidQuery as error:
        return _page([*request.args.items(multi=True)], problems=error.problems, status=error.status)
    except AssetMapError as error:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return _page([*request.args.items(multi=True)], error=error, status=error.status)
    pairs = forms.with_codes(_pairs(query, reach_m))
    if table is None:
        return _page(pairs)
    view = gapview.view(table, site.categories(), pairs, forms.place_name(dict(pairs)["district"]))
    return _page(pairs, view=view, notes=explain(table), map=_map(table, view))


def gaps_csv() -> Response:
    """Send the table as CSV."""
    return _download("gaps.csv", "text/csv", "CSV")


def gaps_xlsx() -> Response:
    """Send the table as a workbook."""
    return _download("gaps.xlsx", XLSX, "Excel workbook")


def _download(name: str, mimetype: str, title: str) -> Response:
    query, reach_m = _read(request.args)
    check_question(site.connection(), query, site.categories(), reach_m)
    args = [*forms.with_codes(query.to_args()), ("reach_m", str(reach_m))]
    return send_answer(
        Question.of(name, args), File(mimetype, f"assetmap-{name}"), lambda: waiting_page(f"{title} of gaps")
    )


def _read(args: "MultiDict[str, str]") -> tuple[SearchQuery, int]:
    """Read the query string: filters as the search has them, and how far is near enough."""
    given = MultiDict(args)
    reach = (given.pop("reach_m", None) or str(DEFAULT_REACH_M)).strip()
    problems = [(name, "plays no part in gaps") for name in given if name not in FIELDS]
    if not reach.isdecimal():
        problems.append(("reach_m", f"is a number of metres, not '{reach[:40]}'"))
    if problems:
        raise InvalidQuery(problems)
    return forms.read_query(given), int(reach)


def _pairs(query: SearchQuery, reach_m: int) -> list[tuple[str, str]]:
    reach = [("reach_m", str(reach_m))] if reach_m != DEFAULT_REACH_M else []
    return [*query.to_args(), *reach]


def _page(
    pairs: list[tuple[str, str]],
    problems: list[tuple[str, str]] | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    form = forms.read_form(pairs, problems or [])
    page = render_template(
        "gaps.html",
        form=form,
        counties=forms.places("county"),
        reaches=[(str(metres), said) for metres, said in REACHES.items()],
        chips=forms.chips(pairs, "web.gaps", UNFILTERED) if not problems else [],
        csv_url=forms.address("web.gaps_csv", pairs),
        xlsx_url=forms.address("web.gaps_xlsx", pairs),
        find_url=forms.address("web.find", [pair for pair in pairs if pair[0] != "reach_m"]),
        **more,
    )
    return make_response(page, status)


def _map(table: GapTable, view: gapview.View) -> PageMap:
    codes = sorted({ward.district_code for ward in table.wards})
    rows = [{"code": row.code, "fill": row.fill, "lines": row.lines} for row in view.rows]
    return gaps_map(
        page_ground(), f"Map of {view.place}: {view.subject}", [district_url(code) for code in codes], rows
    )
