"""How each kind of heavy answer is made: a file at a path, from one snapshot of the data."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, text

from assetmap.answers.question import Question, state_of
from assetmap.config import Settings
from assetmap.coverage.export import to_csv, to_xlsx
from assetmap.coverage.gaps import GapTable
from assetmap.coverage.report import report_gaps
from assetmap.directory.categories import Categories, load_categories
from assetmap.errors import AnswerUnavailable, ExportRefused, ExportUnwritable, NotFound
from assetmap.export.choice import choose
from assetmap.export.formats import FORMATS, Format, write_export
from assetmap.listing.query import SearchQuery
from assetmap.listing.records.kinds import KINDS, Kind
from assetmap.listing.records.query import RecordQuery
from assetmap.listing.records.read import each_record

#: Of more listings than this there are only the files of everything, as CSV and GeoJSON.
MOST_LISTINGS = 20_000
# Apart from the site, a statement may take as long as making the whole answer may.
_PATIENCE = text(
    "SET LOCAL statement_timeout = '110s'; SET LOCAL idle_in_transaction_session_timeout = '120s'; "
    "SET LOCAL client_connection_check_interval = '2s'"
)
# These take some ten times as long as the others, or as much memory.
_LARGE = frozenset({"xlsx", "gpkg", "hsds"})
_GAPS: dict[str, Callable[[GapTable], bytes]] = {"gaps.csv": to_csv, "gaps.xlsx": to_xlsx}
NO_ROOM = AnswerUnavailable(
    "There is no room for so large a file here.", hint="Choose fewer, such as one district."
)
_RECORDS = {f"oruk {kind.name}": kind for kind in KINDS}
_SERVICES = {f"services{form.ending}": form for form in FORMATS.values()}


@dataclass(frozen=True, slots=True)
class Workshop:
    """What making needs beside a connection."""

    data_dir: Path
    categories: Categories

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read it from where the settings say."""
        return cls(settings.data_dir, load_categories(settings.data_dir / "taxonomy" / "categories.toml"))


def make_answer(question: Question, path: Path, connection: Connection, workshop: Workshop) -> str:
    """Write the answer to a question to a file, and return the state of the data that it was made from."""
    if not connection.in_transaction():
        connection.execution_options(isolation_level="REPEATABLE READ")
    connection.execute(_PATIENCE)
    state = state_of(connection)
    if question.kind in _SERVICES:
        _write_services(_SERVICES[question.kind], question, path, connection, workshop)
    elif question.kind in _GAPS:
        _write_gaps(_GAPS[question.kind], question, path, connection, workshop)
    elif question.kind in _RECORDS:
        _write_records(_RECORDS[question.kind], question, path, connection)
    else:
        raise NotFound(f"Nothing is called {question.kind} here.")
    return state


def _write_services(
    form: Format, question: Question, path: Path, connection: Connection, workshop: Workshop
) -> None:
    query = SearchQuery.parse(question.values())
    choice = choose(connection, query)
    if (choice.filtered or form.name in _LARGE) and choice.count(
        connection, MOST_LISTINGS + 1
    ) > MOST_LISTINGS:
        raise ExportRefused(
            f"More than {MOST_LISTINGS:,} listings match, which is too much for this file here.",
            hint="Choose fewer, such as one district, or take CSV of everything.",
        )
    try:
        write_export(form, path, connection, query, workshop.data_dir, force=True)
    except ExportUnwritable as error:
        raise NO_ROOM from error


def _write_records(kind: Kind, question: Question, path: Path, connection: Connection) -> None:
    args = dict(question.args)
    query = RecordQuery.from_text(args["query"])
    with path.open("w", encoding="utf-8") as file:
        for chunk in each_record(connection, kind, query, form=args["form"]):
            file.writelines(f"{document}\n" for document in chunk)


def _write_gaps(
    write: Callable[[GapTable], bytes],
    question: Question,
    path: Path,
    connection: Connection,
    workshop: Workshop,
) -> None:
    args = question.values()
    reach_m = int(args.pop("reach_m")[0])
    table = report_gaps(connection, SearchQuery.parse(args), workshop.categories, reach_m)
    path.write_bytes(write(table))
