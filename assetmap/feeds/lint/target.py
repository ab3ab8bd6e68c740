"""The check of whatever somebody names: an address, a folder or a zip."""

from datetime import date
from pathlib import Path

from assetmap.feeds.bounds import Bounds
from assetmap.feeds.client import Client
from assetmap.feeds.discover import discover
from assetmap.feeds.files import Files, open_files, open_zip
from assetmap.feeds.lint.report import Report
from assetmap.feeds.lint.run import lint
from assetmap.feeds.lint.survey import Hear, Survey


def lint_url(
    url: str,
    *,
    today: date,
    details: int = 5,
    allow_private: bool = False,
    about: str | None = None,
    bounds: Bounds | None = None,
    hear: Hear = lambda _: None,
) -> Report:
    """Check a feed on the web: every page of its lists, and so many records of each alone."""
    with Client(bounds=bounds, allow_private=allow_private, about=about) as client:
        site = discover(client, url)
        if site.file is not None:
            return lint_files(open_zip(url, site.file), today=today, hear=hear)
        survey = Survey(details=details, hear=hear)
        report = lint(url, survey.site(client, site), today=today)
    return _named(report, survey)


def lint_path(path: Path, *, today: date, hear: Hear = lambda _: None) -> Report:
    """Check a feed that lies in a folder, a zip or one file."""
    return lint_files(open_files(path), today=today, hear=hear)


def lint_files(files: Files, *, today: date, hear: Hear = lambda _: None) -> Report:
    """Check a feed that is files."""
    survey = Survey(hear=hear)
    return _named(lint(files.title, survey.files(files), today=today), survey)


def _named(report: Report, survey: Survey) -> Report:
    report.dialect = survey.dialect.value if survey.dialect else "JSON files"
    return report
