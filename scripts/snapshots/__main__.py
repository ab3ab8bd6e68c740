"""Keep what a revision of AssetMap makes of the same sources, and compare it with what another makes.

\b
    python -m scripts.snapshots make /tmp/before
    python -m scripts.snapshots make /tmp/after --revision main
    python -m scripts.snapshots compare /tmp/before /tmp/after

The sources are the pack of the revision, every feed that the tests of f9e4993 import (they are run once to
keep these; `feeds` does it beforehand), and ../shared/cases where it is there. A snapshot holds the tables
of the directory and of what is published, and the exports as CSV, GeoJSON and tables of Open Referral UK, in
lines of JSON. An id stands as what it means: a service is its source and the source's key, a place is the
place of its first service, a child is its parent's. So two revisions can be compared that make ids in
different ways.

The clock stands still at noon of 28 November 2026, in Python and in SQL's `current_date`, and every time of
the day is written as `a time`. Left out is what follows from ids or from when a row was written: the order
of records within a document, hashes, numbers of rows, the version, jobs, the bits of the map and the tallies
of pages; and geography, which is loaded and not imported.

A revision runs in a worktree of its own, on a private cluster of its own, with the Python packages of the
environment that this runs in (.venv/bin/python), which do for every revision from f9e4993 on. What f9e4993
makes is too much to keep (70 MB), so tests/snapshots has its digests: it can be made again, to the byte.
"""

import signal
import sys
from pathlib import Path

import click

from .compare import compare, describe, read_meant
from .make import BEFORE, CASES, MANIFEST, checkout_feeds, make_snapshot, other_files

_MEANT = Path(__file__).parent / "meant.toml"
_PATH = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, help=__doc__)
def main() -> None:
    """Read the command; what ends it ends the cluster that it started."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


@main.command()
@click.argument("file", type=_PATH)
def feeds(file: Path) -> None:
    """Keep the feeds of f9e4993's tests in FILE, for `make --feeds`; this runs those tests."""
    checkout_feeds(file)
    click.echo(f"The feeds are in {file}.")


@main.command()
@click.argument("out", type=_PATH)
@click.option("--revision", default=BEFORE, show_default=True, help="Or a folder: a checkout.")
@click.option("--feeds", "kept", type=_PATH, help="The file that `feeds` wrote; otherwise it is made first.")
def make(out: Path, revision: str, kept: Path | None) -> None:
    """Write a snapshot to OUT, a folder that is not there yet."""
    if out.exists():
        raise click.UsageError(f"{out} is there already: give the name of a folder that is not.")
    if not CASES.is_dir():
        click.echo(f"The cases are left out: there is no {CASES}.", err=True)
    lines = make_snapshot(revision, out.resolve(), feeds=kept and kept.resolve())
    click.echo(f"{len(lines)} files are in {out}; {out / MANIFEST} has their digests.")
    if revision == BEFORE:
        others = other_files(lines)
        click.echo(f"Not as they were kept: {', '.join(others)}." if others else "All are as they were kept.")


@main.command("compare")
@click.argument("before", type=_FOLDER)
@click.argument("after", type=_FOLDER)
@click.option("--meant", type=_PATH, default=_MEANT, help="The list of differences that are meant.")
def compare_command(before: Path, after: Path, meant: Path) -> None:
    """Say in which rows and fields two snapshots differ; exit status 1 where nobody meant it."""
    lines, unmeant = describe(compare(before, after), read_meant(meant))
    for line in lines:
        click.echo(line)
    if unmeant:
        click.echo(f"{unmeant:,} differences that nobody meant.")
        sys.exit(1)
    click.echo("Nothing differs that is not meant.")


if __name__ == "__main__":
    main(prog_name="python -m scripts.snapshots")
