"""The check of a whole feed: every page, record and id of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from assetmap.feeds.lint.finding import Finding
from assetmap.feeds.lint.records import check
from assetmap.feeds.lint.report import Report
from assetmap.feeds.lint.sheet import check_sheet
from assetmap.feeds.lint.whole import Whole
from assetmap.feeds.record import Record, Sheet


def lint(feed: str, seen: Iterable[Record | Sheet | Finding], *, today: date) -> Report:
    """Judge everything that was seen of a feed: its pages, its records, and what could not be read."""
    report, whole, met = Report(feed), Whole(), set[tuple[str, str]]()
    for one in seen:
        if isinstance(one, Record):
            # A list and its details show one record twice.
            report.records[one.kind] += (one.kind, one.id) not in met
            met.update([(one.kind, one.id)] if one.id else [])
            for finding in check(one, whole, today):
                report.add(finding)
        elif isinstance(one, Sheet):
            report.pages += 1
            for finding in check_sheet(one):
                report.add(replace(finding, kind=f"page of {one.kind}", place=one.place))
        else:
            report.add(one)
    for finding in whole.ends():
        report.add(finding)
    return report
