"""Files to take away, made one at a time; those of everything are kept until the listing changes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock
from typing import IO
from weakref import finalize

from sqlalchemy import Connection, text

from assetmap.errors import DatabaseUnavailable, ExportRefused
from assetmap.export.choice import Choice, choose
from assetmap.export.formats import Format, write_export
from assetmap.listing.query import SearchQuery
from assetmap.web import site

#: Of more listings than this there are only the files of everything, as CSV and GeoJSON.
MOST = 20_000
LONGEST_WAIT_S = 5
# A file is one long read, which may take longer than a page does; so a process makes one at a time.
_LONGEST_READ = text("SET LOCAL statement_timeout = '30s'")
# These take some ten times as long as the others, or as much memory.
_HEAVY = frozenset({"xlsx", "gpkg", "hsds"})
_MAKING = Lock()


class _Folder:
    """A folder that is gone when nothing refers to it any more, or when the process ends."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="assetmap-data-"))
        finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def open_download(form: Format, query: SearchQuery) -> IO[bytes]:
    """Return a file of what matches, open at its beginning.

    Raises ExportRefused where it would be too long, and DatabaseUnavailable while others are being made.
    """
    kept = _kept().path / f"services{form.ending}"
    with _reading() as connection:
        choice = choose(connection, query)
        if not choice.filtered and kept.is_file():
            return kept.open("rb")
        _refuse_too_many(connection, choice, form)
        if not choice.filtered:
            return _make(form, kept, connection, query)
        with TemporaryDirectory(prefix="assetmap-") as folder:
            # An open file can be read when its name is gone.
            return _make(form, Path(folder) / kept.name, connection, query)


def _make(form: Format, path: Path, connection: Connection, query: SearchQuery) -> IO[bytes]:
    write_export(form, path, connection, query, site.settings().data_dir, force=True)
    return path.open("rb")


def _kept() -> _Folder:
    """The folder of files of the listing as it is now."""
    number = site.versions().listing
    known = site.kept().get("downloads")
    if known is None or known[0] != number:
        known = site.kept()["downloads"] = (number, _Folder())
    folder: _Folder = known[1]
    return folder


@contextmanager
def _reading() -> Iterator[Connection]:
    """One snapshot of the listing for one file; whoever waits for it holds no connection meanwhile."""
    site.give_back()
    if not _MAKING.acquire(timeout=LONGEST_WAIT_S):
        raise DatabaseUnavailable("Other files are being made.", hint="Try again in a minute.")
    try:
        connection = site.connection()
        if not connection.in_transaction():
            connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(_LONGEST_READ)
        yield connection
    finally:
        site.give_back()
        _MAKING.release()


def _refuse_too_many(connection: Connection, choice: Choice, form: Format) -> None:
    if not choice.filtered and form.name not in _HEAVY:
        return
    if choice.count(connection, MOST + 1) > MOST:
        raise ExportRefused(
            f"More than {MOST:,} listings match, which is too much for this file here.",
            hint="Choose fewer, such as one district, or take CSV of everything.",
        )
