"""Makes a snapshot of a revision: a worktree, a cluster of its own, the plans carried out, and their text."""

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assetmap.database.cluster import Cluster

from .plans import Plan, every_plan

CHECKOUT = Path(__file__).resolve().parents[2]
CASES = CHECKOUT.parent / "shared" / "cases"
#: The revision that later ones are compared with; the feeds of its tests are what every snapshot reads.
BEFORE = "f9e4993"
MANIFEST = "MANIFEST"
_BELOW = "snapshots.drive"


def make_snapshot(revision: str, out: Path, *, feeds: Path | None = None) -> list[str]:
    """Write a snapshot of a revision, or of a checkout, to a new folder; returns its manifest."""
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="assetmap-snapshot-", dir="/tmp") as name:
        work = Path(name)
        work.chmod(0o755)
        if feeds is None:
            feeds = work / "feeds.pickle"
            checkout_feeds(feeds)
        with checkout(revision, work) as tree, running(work / "home") as cluster:
            carry_out(tree, cluster, every_plan(feeds, CASES), out, work)
    return write_manifest(out)


def checkout_feeds(feeds: Path) -> None:
    """Keep every feed that the tests of the revision before import, whichever revision is to read them."""
    with tempfile.TemporaryDirectory(prefix="assetmap-snapshot-", dir="/tmp") as name:
        work = Path(name)
        work.chmod(0o755)
        with checkout(BEFORE, work) as tree:
            record_feeds(tree, feeds.resolve())


@contextmanager
def checkout(revision: str, work: Path) -> Iterator[Path]:
    """A worktree of a revision for as long as it is needed; a folder that is a checkout is taken as it is."""
    if (Path(revision) / "assetmap").is_dir():
        yield Path(revision).resolve()
        return
    tree = Path(tempfile.mkdtemp(prefix="tree-", dir=work))
    _git("worktree", "add", "--detach", "--quiet", str(tree), revision)
    try:
        yield tree
    finally:
        _git("worktree", "remove", "--force", str(tree))


@contextmanager
def running(home: Path) -> Iterator[Cluster]:
    """A cluster of this snapshot's own."""
    cluster = Cluster(home, durable=False)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop(mode="immediate")
        shutil.rmtree(home)


def record_feeds(tree: Path, feeds: Path) -> None:
    """Run the tests of a checkout that import feeds, and keep what they import."""
    plugins = ["-p", "snapshots.feeds_of_tests", "-p", "no:cacheprovider"]
    command = ["-m", "pytest", "tests/db/feeds", "-q", *plugins]
    _python(tree, command, SNAPSHOT_FEEDS=str(feeds))
    if not pickle.loads(feeds.read_bytes()):  # noqa: S301 - written just now
        raise RuntimeError("The tests imported no feed.")


def carry_out(tree: Path, cluster: Cluster, plans: list[Plan], out: Path, work: Path) -> None:
    """Have a checkout carry out the plans, and write what came of them as sorted text."""
    task = work / "task.json"
    task.write_text(json.dumps({"plans": plans, "out": str(out)}))
    # The checkout's own programs make the databases that they need, as the user of their cluster.
    cluster.administer("ALTER ROLE assetmap CREATEDB; GRANT CONNECT ON DATABASE postgres TO assetmap")
    _python(
        tree,
        ["-m", _BELOW, str(task)],
        ASSETMAP_HOME=str(work / "state"),
        ASSETMAP_DATABASE_URL=cluster.url.render_as_string(),
        SNAPSHOT_ADMIN_URL=cluster.url.set(database="postgres").render_as_string(),
    )


def write_manifest(out: Path) -> list[str]:
    """Say of each file of a snapshot how many rows it has, and their digest."""
    lines = []
    for path in sorted(out.rglob("*.ndjson")):
        content = path.read_bytes()
        rows = content.count(b"\n")
        lines.append(f"{hashlib.sha256(content).hexdigest()} {rows:>7} {path.relative_to(out).as_posix()}")
    (out / MANIFEST).write_text("\n".join(lines) + "\n")
    return lines


def other_files(lines: list[str]) -> list[str]:
    """The files of a snapshot that are not as they were when the digests of the revision before were kept."""
    kept = (CHECKOUT / "tests" / "snapshots" / f"{BEFORE}.txt").read_text().splitlines()
    return sorted({line.split()[-1] for line in set(kept) ^ set(lines)})


def _python(tree: Path, arguments: list[str], **more: str) -> None:
    """Run Python of this environment, with the modules of a checkout and ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSETMAP_")}
    path = os.pathsep.join((str(tree), str(CHECKOUT / "scripts")))
    subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=kept | {"PYTHONPATH": path, "PYTHONHASHSEED": "0"} | more,
        check=True,
    )  # fmt: skip


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(CHECKOUT), *arguments], check=True)
