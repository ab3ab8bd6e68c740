"""`assetmap import`: spreadsheets in, and what was wrong with them out again."""

from pathlib import Path

import click

from assetmap.commands.import_feed import feed_command
from assetmap.commands.progress import Progress
from assetmap.config import Settings
from assetmap.database import migrate
from assetmap.database.background import open_background_engine
from assetmap.database.engine import open_engine
from assetmap.directory.categories import load_categories
from assetmap.ingest.confined import confined
from assetmap.ingest.issues import Issue, get_run, list_issues, write_issues
from assetmap.ingest.rules import Rules, load_rules
from assetmap.ingest.run import Options, import_file
from assetmap.ingest.sources import find_source
from assetmap.ingest.summary import Summary, describe_counts, describe_mapping
from assetmap.matching.pairs import describe_source

_PREVIEWED = 20
_LISTED = 200


class FileFirst(click.Group):
    """A group whose first word may be a file: `import FILE` is `import file FILE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command `file` before anything that is no command's name."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["file", *args]
        return super().parse_args(ctx, args)


@click.group("import", cls=FileFirst, context_settings={"help_option_names": ["-h", "--help"]})
def imports() -> None:
    """Import services: `assetmap import FILE --source NAME` reads a CSV or XLSX spreadsheet.

    `assetmap import feed URL --source NAME` reads a feed. Each has its own --help.
    """


imports.add_command(feed_command)


@imports.command("file")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--source", "name", required=True, help="A short name for whose rows these are, such as involve-kent."
)
@click.option("--dry-run", is_flag=True, help="Show the mapping and what would happen; write nothing.")
@click.option(
    "--map", "mapping", type=click.Path(path_type=Path), help="A mapping file (see docs/importing.md)."
)
@click.option("--sheet", help="The sheet of a workbook; otherwise the first with a header that we know.")
@click.option(
    "--allow-shrink", is_flag=True, help="Retire rows even if more than a fifth of the source is gone."
)
@click.option(
    "--partial", is_flag=True, help="The file holds only some of the rows; leave the others as they are."
)
@click.pass_obj
def file_command(
    settings: Settings,
    path: Path,
    name: str,
    dry_run: bool,
    mapping: Path | None,
    sheet: str | None,
    allow_shrink: bool,
    partial: bool,
) -> None:
    """Import FILE, a CSV or XLSX spreadsheet with a row for each service, and publish it.

    Rows are known again by the source's own id, or by name, organisation and postcode. What has not changed
    is left untouched, and what is gone from the file is retired. Everything is imported, or nothing.
    """
    source = find_source(name)
    rules = load_rules(mapping) if mapping else Rules()
    options = Options(rules=rules, sheet=sheet, allow_shrink=allow_shrink, partial=partial)
    categories = load_categories(settings.data_dir / "taxonomy" / "categories.toml")
    with (
        open_background_engine(settings) as engine,
        # Not before the database, which may be started here, runs: it is not to be kept short.
        confined(settings.import_memory_mb),
        engine.connect() as connection,
        connection.begin() as transaction,
    ):
        migrate.require_current(connection)
        with Progress() as progress:
            summary = import_file(connection, path, source, categories, options=options, progress=progress)
        found = list_issues(connection, summary.import_id, limit=_PREVIEWED) if dry_run else []
        told_twice = describe_source(connection, source.name)
        if dry_run:
            transaction.rollback()
    _tell(summary, found, told_twice, dry_run=dry_run)


@imports.command("issues")
@click.argument("import_id", metavar="ID", type=int)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the rows to mend to this CSV or XLSX file."
)
@click.pass_obj
def issues_command(settings: Settings, import_id: int, out: Path | None) -> None:
    """List what was wrong with the import number ID, or write its rows to a file to mend and import again."""
    with open_engine(settings) as engine, engine.connect() as connection:
        migrate.require_current(connection)
        run = get_run(connection, import_id)
        if run.let_go:
            click.echo(
                f"What was wrong with import {run.id} of {run.source} is kept no longer:"
                " there have been later ones."
            )
            return
        if not run.issues:
            click.echo(f"Nothing was wrong with import {run.id} of {run.source}.")
            return
        if out is not None:
            count = write_issues(connection, run, out)
            if run.of_feed:
                click.echo(f"{count:,} services are in {out}, for whoever publishes the feed.")
                return
            click.echo(f"{count:,} rows are in {out}. Mend them there, then import them:")
            click.echo(f"assetmap import {out} --source {run.source}")
            return
        _list(list_issues(connection, run.id, limit=_LISTED), run.issues)
        click.echo(f"The rows to mend, as a spreadsheet: assetmap import issues {run.id} --out to-mend.xlsx")


def _tell(summary: Summary, found: list[Issue], told_twice: list[str], *, dry_run: bool) -> None:
    lines = [*describe_mapping(summary), ""] if dry_run else []
    for line in (*lines, *describe_counts(summary), *told_twice):
        click.echo(line)
    if dry_run:
        _list(found, summary.issues)
        click.echo("This was a rehearsal: nothing was written.")
    elif summary.issues:
        click.echo(f"{summary.issues:,} things to look at: assetmap import issues {summary.import_id}")


def _list(found: list[Issue], total: int) -> None:
    for issue in found:
        click.echo(f"Row {issue.row_number}: {issue}")
    if total > len(found):
        click.echo(f"… and {total - len(found):,} more.")
