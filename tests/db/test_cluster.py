"""The private cluster on good days: made, started, stopped, reset, closed to others."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, text

from assetmap.cli import main
from assetmap.database.cluster import Cluster


def ask(cluster: Cluster, query: str) -> str:
    return cluster.administer(query).strip()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_cluster_is_made_started_stopped_started_and_reset(unmade: Cluster) -> None:
    assert not unmade.status().exists
    assert unmade.start()
    assert unmade.status().running
    assert not unmade.start()
    assert unmade.stop()
    assert not unmade.status().running
    assert unmade.status().exists
    assert not unmade.stop()
    assert unmade.start()
    unmade.reset()
    assert not unmade.status().exists
    assert not unmade.data.exists()


#: Root serves in the name of other users, who must get as far as the socket.
PASSABLE = 0o711 if os.geteuid() == 0 else 0o700


def test_it_listens_on_a_socket_alone_whose_directories_others_cannot_look_into(cluster: Cluster) -> None:
    assert ask(cluster, "SHOW listen_addresses") == ""
    now = cluster.status()
    assert mode(now.data) == 0o700
    assert mode(cluster.directory) == PASSABLE
    assert mode(now.socket_dir) == PASSABLE


def test_assetmap_is_a_plain_role_and_the_extensions_are_there(connection: Connection) -> None:
    role = connection.execute(
        text("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    )
    assert role.one() == (False, False)
    names = set(connection.execute(text("SELECT extname FROM pg_extension")).scalars())
    assert {"postgis", "pg_trgm", "uuid-ossp", "btree_gist"} <= names


def test_accented_letters_have_a_lower_case(connection: Connection) -> None:
    assert connection.execute(text("SELECT lower('CAFÉ')")).scalar_one() == "café"


def test_the_server_runs_as_nobody_but_its_owner(cluster: Cluster) -> None:
    owner = cluster.data.stat().st_uid
    assert owner != 0
    assert owner == (os.geteuid() or cluster.directory.stat().st_uid)


def test_two_clusters_run_side_by_side(cluster: Cluster, stopped: Cluster) -> None:
    stopped.start()
    assert ask(stopped, "SHOW data_directory") == str(stopped.data)
    assert ask(cluster, "SHOW data_directory") == str(cluster.data)


def test_two_starts_at_once_make_one_cluster(home: Path) -> None:
    command = [sys.executable, "-m", "assetmap", "db", "start"]
    env = os.environ | {"ASSETMAP_HOME": str(home)}
    running = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate()[0] for process in running)
    assert [process.returncode for process in running] == [0, 0]
    assert "is now running" in said[0]
    assert "was already running" in said[1]


@pytest.fixture
def deep_home() -> Iterator[Path]:
    top = Path("/tmp") / f"assetmap-deep-{os.getpid()}"
    path = top / ("a long, odd 'name' 100% " * 5).strip()
    yield path
    Cluster(path).stop()
    shutil.rmtree(top)


def test_a_path_too_long_for_a_socket_gets_a_short_one(
    deep_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = Cluster(deep_home, durable=False)
    monkeypatch.setenv("ASSETMAP_HOME", str(deep_home))
    said = CliRunner().invoke(main, ["db", "start"]).output
    directory = cluster.status().socket_dir
    assert f"socket {directory}, because the path of the cluster does not do for a socket" in said
    assert directory.parent == Path("/tmp")
    assert mode(directory) == PASSABLE
    assert ask(cluster, "SHOW data_directory") == str(cluster.data)
    cluster.reset()
    assert not directory.exists()
